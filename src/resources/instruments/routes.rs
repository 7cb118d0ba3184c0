//! Reading instruments.

use utoipa::path as place;

use super::{
    dto::{InstrumentSummary, InstrumentView, SheetSchema, SheetSchemaQuery},
    service, sheet_schema,
};
use crate::{
    auth::{require::Require, right::ReadDefinitions},
    domain::ids::InstrumentId,
    http::{
        State,
        answer::{Reply, Worded},
        operation::Api,
        paging::{Listing, Paged},
        path::PathId,
        problem::Problem,
        query::Query,
    },
    resources::frameworks::{routes::GetDefinitionRefusal, service::after},
};

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_list_instruments, list_instruments)
        .add(__path_get_instrument, get_instrument)
        .add(__path_get_sheet_schema, get_sheet_schema);
}

/// List instruments
///
/// The instruments your organisation can use.
#[place(get, path = "/instruments", tag = "instruments")]
pub async fn list_instruments(
    caller: Require<ReadDefinitions>,
    state: State,
    asked: Paged,
) -> Result<Reply<Listing<InstrumentSummary>>, Problem> {
    let page = after(service::list(&state, caller.actor()).into_iter(), asked.page(), |i| i.id);
    Ok(Listing::reply(&asked, page, |i| InstrumentSummary::from(&*i)))
}

/// Get an instrument
///
/// All that is needed to draw the form: introduction, blocks with their statements, reflection questions.
#[place(get, path = "/instruments/{id}", tag = "instruments")]
pub async fn get_instrument(
    caller: Require<ReadDefinitions>,
    state: State,
    id: PathId<InstrumentId>,
) -> Result<Worded<InstrumentView>, Problem<GetDefinitionRefusal>> {
    let instrument = service::get(&state, caller.actor(), *id)?;
    Ok(Reply::new(&InstrumentView::from(&*instrument)).in_language(instrument.parts.language.clone()))
}

/// Get the schema of a score sheet
///
/// The JSON Schema of what `PUT /assessments/{id}/scores` takes for this instrument: its codes, its levels, its reasons. This
/// document stays general, because a sheet's exact shape depends on its instrument.
#[place(get, path = "/instruments/{id}/sheet-schema", tag = "instruments")]
pub async fn get_sheet_schema(
    caller: Require<ReadDefinitions>,
    state: State,
    id: PathId<InstrumentId>,
    query: Query<SheetSchemaQuery>,
) -> Result<Reply<SheetSchema>, Problem<GetDefinitionRefusal>> {
    let instrument = service::get(&state, caller.actor(), *id)?;
    let schema = sheet_schema::of(&instrument, query.profession.as_deref(), &state.public_url);
    Ok(Reply::new(&SheetSchema(schema)))
}
