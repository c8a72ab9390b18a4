//! One database: its driver, what its server is, and the plans prepared for it.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use oxyde_driver::{DataSourceOptions, Driver, ServerProfile};
use oxyde_sql::Target;
use oxyde_wire::{ErrorKind, Failure, Outcome, decode_map};
use tokio::sync::OnceCell;

use crate::control;
use crate::plan::Plan;

/// A data source as the engine holds it; nothing is connected before it is needed.
pub struct DataSource {
    pub driver: Arc<dyn Driver>,
    target: OnceCell<Target>,
    time_zone: Option<String>,
    plans: RwLock<HashMap<u32, Arc<Plan>>>,
    /// How long one call may run statements on the calling thread.
    pub inline_budget: Duration,
}

impl DataSource {
    /// Checks the options (a MessagePack map) and makes the driver. Must be called within the runtime.
    ///
    /// # Errors
    /// `InvalidOptions`.
    pub fn open(options: &[u8]) -> Result<Self, Failure> {
        let options: DataSourceOptions = decode_map(options).map_err(|failure| Failure { kind: ErrorKind::InvalidOptions, ..failure })?;
        let inline_budget = Duration::from_micros(options.sqlite.inline_budget);
        let time_zone = options.time_zone.clone();
        Ok(Self { driver: oxyde_driver::open(options)?, target: OnceCell::new(), time_zone, plans: RwLock::default(), inline_budget })
    }

    /// Keeps a statement under its plan's number.
    pub fn prepare(&self, plan: u32, statement: &[u8]) {
        let plans = &mut *self.plans.write().unwrap_or_else(PoisonError::into_inner);
        plans.insert(plan, Arc::new(Plan::new(statement)));
    }

    /// Forgets a plan; runs of it that are under way go on.
    pub fn evict(&self, plan: u32) {
        self.plans.write().unwrap_or_else(PoisonError::into_inner).remove(&plan);
    }

    /// # Errors
    /// `UnknownPlan`.
    pub fn plan(&self, plan: u32) -> Result<Arc<Plan>, Failure> {
        let plans = self.plans.read().unwrap_or_else(PoisonError::into_inner);
        plans.get(&plan).cloned().ok_or_else(|| {
            Failure::new(ErrorKind::UnknownPlan, format!("plan {plan} is not prepared on this data source")).with_retry_safe()
        })
    }

    /// What statements are compiled for; connects when that is not known yet.
    pub async fn target(&self) -> Result<&Target, Failure> {
        self.target.get_or_try_init(|| async { self.driver.connect().await.map(|profile| self.target_of(&profile)) }).await
    }

    /// The same, when it is known.
    pub fn known_target(&self) -> Option<&Target> {
        self.target.get()
    }

    /// Whether statements may be tried on the calling thread.
    pub fn is_quick(&self) -> bool {
        self.driver.runs_inline() && self.target.initialized()
    }

    /// Connects and says what the server is.
    pub async fn connect(&self) -> Result<Outcome, Failure> {
        let profile = self.driver.connect().await?;
        // Known already when it was connected before.
        let _ = self.target.set(self.target_of(&profile));
        Ok(control::profile_facts(&profile))
    }

    pub fn statistics(&self) -> Outcome {
        let plans = self.plans.read().unwrap_or_else(PoisonError::into_inner).len();
        control::statistics_facts(self.driver.statistics(), plans)
    }

    fn target_of(&self, profile: &ServerProfile) -> Target {
        Target {
            dialect: profile.dialect,
            is_mariadb: profile.is_mariadb,
            version_number: profile.version_number,
            has_insert_returning: profile.has_insert_returning,
            has_update_returning: profile.has_update_returning,
            time_zone: self.time_zone.clone(),
        }
    }
}
