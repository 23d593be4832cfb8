use std::collections::HashSet;

use hive_router_query_planner::{
    ast::normalization::normalize_operation,
    graph::PlannerOverrideContext,
    planner::Planner as HivePlanner,
    utils::{
        cancellation::CancellationToken,
        parsing::{safe_parse_operation, safe_parse_schema},
    },
};
use pyo3::{exceptions::PyValueError, prelude::*};

fn err<E: std::fmt::Display>(e: E) -> PyErr {
    PyValueError::new_err(e.to_string())
}

#[pyclass(frozen)]
struct Planner {
    inner: HivePlanner,
}

#[pymethods]
impl Planner {
    #[new]
    fn new(supergraph: &str) -> PyResult<Self> {
        let doc = safe_parse_schema(supergraph).map_err(err)?;
        let inner = HivePlanner::new_from_supergraph(&doc, Default::default()).map_err(err)?;
        Ok(Self { inner })
    }

    /// The public API schema (no join__ machinery, no @inaccessible).
    #[getter]
    fn api_schema(&self) -> String {
        self.inner.consumer_schema.document.to_string()
    }

    #[pyo3(signature = (query, operation_name=None, labels=None, percentage=0))]
    fn plan(
        &self,
        py: Python<'_>,
        query: &str,
        operation_name: Option<&str>,
        labels: Option<HashSet<String>>,
        percentage: u64,
    ) -> PyResult<String> {
        py.detach(|| {
            let doc = safe_parse_operation(query).map_err(|e| e.to_string())?;
            let norm = normalize_operation(&self.inner.supergraph, &doc, operation_name)
                .map_err(|e| e.to_string())?;
            let ctx = PlannerOverrideContext::new(labels.unwrap_or_default(), percentage);
            let plan = self
                .inner
                .plan_from_normalized_operation(&norm.operation, ctx, &CancellationToken::new())
                .map_err(|e| e.to_string())?;
            sonic_rs::to_string(&plan).map_err(|e| e.to_string())
        })
        .map_err(PyValueError::new_err)
    }
}

#[pymodule]
fn tas_planner(m: &Bound<'_, PyModule>) -> PyResult<()> {
    m.add_class::<Planner>()
}
