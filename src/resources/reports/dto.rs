//! Reports as they are sent: a file for each, and what several of them have.

pub mod coverage;
mod disclosure;
mod distribution;
pub mod domains;
pub mod gaps;
pub mod goals;
pub mod growth;
mod kept;
mod participation;
pub mod practice;
pub mod query;
mod raters;
pub mod reasons;
pub mod series;
mod slice;
pub mod workplaces;

pub use disclosure::{HiddenReason, PlainDisclosure, RowDisclosure};
pub use distribution::{DistributionReport, DistributionRow, DomainFiguresView, DomainRow, FiguresView};
pub use kept::Kept;
pub use participation::{ParticipationReport, RaterKindParticipation};
pub use raters::ReportRaterKindView;
pub use slice::{SliceKindView, SliceView};

use distribution::levels;
use gaps::GapsReport;
use goals::GoalsReport;
use growth::GrowthReport;
use reasons::ReasonsReport;
use workplaces::WorkplacesReport;
