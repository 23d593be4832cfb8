"""Partner REST: registrations over the same GraphQL engine, as the same actor."""
