//! Terms of retention as they are sent.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::{
    domain::retention::Terms,
    http::{body::Input, schema::Example, whole},
};

/// For how long the organisation keeps what is about people.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Retention)]
#[serde(rename_all = "camelCase")]
pub struct RetentionView {
    /// Months after somebody's last membership ended until all that is about her goes.
    #[schema(minimum = 1, maximum = 120)]
    pub account_months: u32,
    /// Months after it was written last until a reflection goes; `null`: with its writer.
    #[schema(required = true, minimum = 1, maximum = 120)]
    pub reflection_months: Option<u32>,
    /// Months after the last change until a goal goes, with what was added to it; `null`: with its learner.
    #[schema(required = true, minimum = 1, maximum = 120)]
    pub goal_months: Option<u32>,
    /// Months after its last save until a sheet loses its notes, in its history too; `null`: with its learner.
    #[schema(required = true, minimum = 1, maximum = 120)]
    pub note_months: Option<u32>,
    /// Days between the request of an erasure and the erasure.
    #[schema(minimum = 7, maximum = 90)]
    pub grace_days: u32,
}

impl From<&Terms> for RetentionView {
    fn from(terms: &Terms) -> Self {
        Self {
            account_months: terms.account_months,
            reflection_months: terms.reflection_months,
            goal_months: terms.goal_months,
            note_months: terms.note_months,
            grace_days: terms.grace_days,
        }
    }
}

impl Example for RetentionView {
    fn example() -> Self {
        Self { reflection_months: Some(12), note_months: Some(12), ..Self::from(&Terms::default()) }
    }
}

/// Terms to keep to from now on. What is left out is as usual.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RetentionReplacement {
    /// Months after somebody's last membership ended until all that is about her goes; left out: 24.
    #[serde(default, deserialize_with = "whole::given", skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 120, nullable = false)]
    pub account_months: Option<i32>,
    /// Months after it was written last until a reflection goes; `null`: with its writer.
    #[serde(default, deserialize_with = "whole::given")]
    #[schema(minimum = 1, maximum = 120)]
    pub reflection_months: Option<i32>,
    /// Months after the last change until a goal goes, with what was added to it; `null`: with its learner.
    #[serde(default, deserialize_with = "whole::given")]
    #[schema(minimum = 1, maximum = 120)]
    pub goal_months: Option<i32>,
    /// Months after its last save until a sheet loses its notes, in its history too; `null`: with its learner.
    #[serde(default, deserialize_with = "whole::given")]
    #[schema(minimum = 1, maximum = 120)]
    pub note_months: Option<i32>,
    /// Days between the request of an erasure and the erasure; left out: 30. Those that wait already keep their day.
    #[serde(default, deserialize_with = "whole::given", skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 7, maximum = 90, nullable = false)]
    pub grace_days: Option<i32>,
}

impl RetentionReplacement {
    /// The terms that these are, as the revision after this one.
    pub fn after(&self, revision: i32) -> Terms {
        let usual = Terms::default();
        let number = |given: Option<i32>| given.and_then(|number| u32::try_from(number).ok());
        Terms {
            account_months: number(self.account_months).unwrap_or(usual.account_months),
            reflection_months: number(self.reflection_months),
            goal_months: number(self.goal_months),
            note_months: number(self.note_months),
            grace_days: number(self.grace_days).unwrap_or(usual.grace_days),
            revision: revision + 1,
        }
    }
}

impl Input for RetentionReplacement {}

impl Example for RetentionReplacement {
    fn example() -> Self {
        Self { account_months: Some(24), reflection_months: Some(12), note_months: Some(12), ..Self::default() }
    }
}
