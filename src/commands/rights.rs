//! What the operator does about people's data: keeping to the terms of retention by hand, and the export of an organisation that goes elsewhere.

use std::{fs::File, io::BufWriter, path::Path};

use super::{
    CommandError, Configuration, RetentionArgs,
    operate::{failed, organisation_called},
    start,
};
use crate::resources::{erasures, exports, retention};

/// Tells what is past its term, or lets it go.
pub(super) async fn retention(args: &RetentionArgs) -> Result<(), CommandError> {
    let state = start::state(&args.configuration.load()?).await?;
    if args.dry_run {
        for (code, past) in retention::service::dry_run(&state).await.map_err(failed)? {
            println!("{code}: {past}");
        }
        return Ok(());
    }
    let past = retention::service::keep_to_terms(&state).await.map_err(failed)?;
    let erased = erasures::service::carry_out_due(&state).await.map_err(failed)?;
    erasures::service::sweep(&state).await.map_err(failed)?;
    println!("past their term: {past}; {erased} persons erased");
    Ok(())
}

/// Writes an organisation to a file.
pub(super) async fn export(configuration: &Configuration, code: &str, to: &Path) -> Result<(), CommandError> {
    let state = start::state(&configuration.load()?).await?;
    let organisation = organisation_called(&state, code).await?;
    let cannot = |error: std::io::Error| CommandError::because(&to.display().to_string(), error);
    // What is in it is personal data of everybody: nobody's file is written over.
    let file = File::create_new(to).map_err(cannot)?;
    let rows = exports::service::write(&state, organisation, BufWriter::new(file)).await.map_err(failed)?;
    println!("{rows} rows written to {}", to.display());
    Ok(())
}
