//! What to ask of data packages, erasures and terms of retention.

use samenspel::{
    auth::right::Scopes,
    db::{sql, tenant::Tenant},
    domain::ids::{ClientId, GrantId, Id},
    resources::{
        data_packages,
        sign_in::repo::{Grant, insert_grant, insert_refresh},
    },
};
use serde_json::json;
use uuid::Uuid;

use super::{of, over, sending};
use crate::support::{
    cast::{Cast, Who},
    contract::Ask,
};

impl Cast {
    /// Of the learner herself; `of-who-has-left`: of somebody who has no role any more; `left`: what was asked of such a one; `still-here`: of who has
    /// a role.
    pub(super) async fn ask_of_rights(&self, operation: &str, state: &str) -> Option<Ask> {
        Some(match (operation, state) {
            // None of hers is under way, which would be the one.
            ("createDataPackage", _) => {
                data_packages::service::build_due(&self.app.state).await.unwrap();
                Ask::default()
            }
            // There is something to tell.
            ("listDataPackages", _) => {
                self.package().await;
                Ask::default()
            }
            ("listErasures", _) => {
                self.erasure().await;
                Ask::default()
            }
            ("listSignIns", _) => {
                self.sign_in().await;
                Ask::default()
            }
            ("getSignIn", _) => of(&self.sign_in().await),
            ("deleteSignIn", _) => over(of(&self.sign_in().await), 1),
            ("getDataPackage" | "getDataPackageContent", _) => of(&self.package().await),
            ("createErasure", "of-who-has-left") => sending(Ask::default(), json!({ "userId": self.user().await })),
            ("createErasure", "still-here") => sending(Ask::default(), json!({ "userId": self.learner().id() })),
            ("createErasure", _) => {
                sql::run(self.app.state.db.writer(), "DELETE FROM erasure WHERE started_at IS NULL", vec![])
                    .await
                    .unwrap();
                sending(Ask::default(), json!({}))
            }
            ("deleteErasure", "begun") => {
                let ask = over(of(&self.erasure().await), 1);
                let sql = "UPDATE erasure SET started_at = requested_at WHERE id = $1";
                let id = uuid::Uuid::parse_str(&ask.id).unwrap();
                sql::run(self.app.state.db.writer(), sql, vec![id.into()]).await.unwrap();
                ask
            }
            ("getErasure" | "deleteErasure", _) => over(of(&self.erasure().await), 1),
            ("getRetention", _) => of(&self.school.organisation.raw().to_string()),
            ("putRetention", _) => {
                let id = self.school.organisation.raw().to_string();
                let administrator = self.person(Who::Administrator).unwrap().again(&self.app);
                let there = administrator.get(&self.app, &format!("/v1/organisations/{id}/retention")).send().await;
                // Something else than it is.
                let months = if there.json()["noteMonths"] == 12 { 13 } else { 12 };
                Ask { tag: Some(there.etag()), ..sending(of(&id), json!({ "noteMonths": months })) }
            }
            _ => return None,
        })
    }

    /// A data package of the learner's that can be fetched; the same each time, as long as it can.
    async fn package(&self) -> String {
        let there = "SELECT id FROM data_package WHERE user_id = $1 AND expires_at > $2 ORDER BY id DESC LIMIT 1";
        let now = self.app.state.clock.now();
        let values = vec![self.learner().user.raw().into(), now.into()];
        if let Some(row) = sql::one(self.app.state.db.reader(), there, values).await.unwrap() {
            return row.try_get::<uuid::Uuid>("", "id").unwrap().to_string();
        }
        let learner = self.learner().again(&self.app);
        let asked = learner.call(&self.app, "POST", "/v1/data-packages").send().await.expect(202).id();
        data_packages::service::build_due(&self.app.state).await.unwrap();
        asked
    }

    /// A sign-in of the learner's, which holds.
    async fn sign_in(&self) -> String {
        let client: Uuid = self.client("public").await.parse().unwrap();
        let (state, tenant) = (&self.app.state, Tenant::of(self.school.organisation));
        let (id, now): (GrantId, _) = (state.ids.next(), state.clock.now());
        let grant = Grant {
            id,
            client: ClientId::new(client),
            user: self.learner().user,
            scopes: Scopes::parse("school:read"),
            expires_at: now + chrono::TimeDelta::days(30),
        };
        insert_grant(state.db.writer(), tenant, &grant, now).await.unwrap();
        let held = (state.ids.next(), id.to_string());
        insert_refresh(state.db.writer(), tenant, id, held, (now, now + chrono::TimeDelta::days(7))).await.unwrap();
        id.to_string()
    }

    /// The learner's erasure, which waits.
    async fn erasure(&self) -> String {
        let learner = self.learner().again(&self.app);
        learner.call(&self.app, "POST", "/v1/erasures").json(&json!({})).send().await.expect(202).id()
    }
}
