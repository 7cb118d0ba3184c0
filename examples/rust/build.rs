//! Generates the client from the committed contract.

use std::{env, error::Error, fs, path::Path};

use progenitor_impl::{GenerationSettings, Generator, InterfaceStyle};

fn main() -> Result<(), Box<dyn Error>> {
    // The generator reads OpenAPI 3.0 only.
    let contract = "../../openapi/v1-3.0.json";
    println!("cargo::rerun-if-changed={contract}");
    // It knows JSON by one name only. `Session::prepare` gives a PATCH its own back.
    let contract = fs::read_to_string(contract)?
        .replace("application/problem+json", "application/json")
        .replace("application/merge-patch+json", "application/json");
    let mut settings = GenerationSettings::default();
    settings.with_interface(InterfaceStyle::Builder);
    settings.with_inner_type("crate::session::Session".parse()?);
    settings.with_pre_hook_async("crate::session::prepare".parse()?);
    let client = Generator::new(&settings).generate_tokens(&serde_json::from_str(&contract)?)?;
    fs::write(Path::new(&env::var("OUT_DIR")?).join("client.rs"), client.to_string())?;
    Ok(())
}
