import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import java.util.List;
import java.util.Set;
import org.h2.mvstore.MVStore;

/**
 * The stand-in for MongoDB in development and tests: the wire protocol over one H2 file on loopback.
 * Arguments: port, file. Each write is handed to the file system before it is acknowledged, so a kill of this process
 * loses nothing; a power cut may.
 */
public class LocalStore {
    /** Drivers of today refuse a server whose wire version is below 9; the library's own newest says 8. */
    record Wire() implements MongoVersion {
        @Override
        public List<Integer> getVersionArray() {
            return List.of(5, 0, 0);
        }

        @Override
        public int getWireVersion() {
            return 13;
        }
    }

    static final Set<String> READS =
        Set.of("find", "getMore", "aggregate", "count", "distinct", "hello", "isMaster", "ismaster", "ping", "buildInfo");

    static class Committing extends H2Backend {
        private final MVStore file;

        Committing(MVStore file) {
            super(file);
            this.file = file;
        }

        @Override
        public Document handleMessage(MongoMessage message) {
            Document answer = super.handleMessage(message);
            String verb = message.getDocument().keySet().iterator().next();
            if (!READS.contains(verb)) {
                file.commit();
            }
            return answer;
        }
    }

    public static void main(String[] arguments) throws InterruptedException {
        Committing backend = new Committing(new MVStore.Builder().fileName(arguments[1]).open());
        backend.version(new Wire());
        new MongoServer(backend).bind("127.0.0.1", Integer.parseInt(arguments[0]));
        System.out.println("ready");
        Thread.currentThread().join();
    }
}
