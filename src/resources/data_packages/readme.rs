//! What stands beside the data: what it is, and what is not in it. In Dutch and in English.

use std::fmt::Write;

use super::kinds;
use crate::domain::clock::Timestamp;

const BEFORE: [&str; 2] = [
    "UW GEGEVENS\n\n\
     In dit bestand staat wat Samenspel op het moment hieronder van u bewaarde. Elke soort staat er twee keer in: als JSON, voor programma's, en als \
     CSV, voor een rekenblad. Tijden zijn in UTC. Een leeg veld is `null` of leeg; dat is iets anders dan 0.\n\n\
     Wat er niet in staat:\n\n\
     - Wat u nu nog niet mag lezen: een formulier dat een ander over u invult en dat nog niet voor u open is, een concept van feedback, en, zolang u \
     zich opnieuw scoort in een meetmoment dat dat zo wil, wat u eerder invulde.\n\
     - Wat over anderen gaat en u hier niet (meer) mag zien, ook als u het schreef.\n\
     - Wachtwoorden en sleutels: daarvan bewaren we alleen een afdruk.\n\
     - Aantallen over veel studenten samen. Daarin is niemand te herkennen.\n\n\
     Klopt er iets niet? Verbeter het in de toepassing, of vraag het uw school. U kunt ook vragen om te wissen.\n\
     Let op: anderen schreven u ook, en er kan iets over cliënten in staan. Ga er zorgvuldig mee om.",
    "YOUR DATA\n\n\
     This file holds what Samenspel kept of you at the moment below. Each kind is in it twice: as JSON, for programs, and as CSV, for a spreadsheet. \
     Times are in UTC. An empty field is `null` or empty, which is something else than 0.\n\n\
     What is not in it:\n\n\
     - What you may not read yet: a sheet that somebody fills in about you and that is not open to you, a draft of feedback, and, as long as you score \
     yourself anew in a round that wants it so, what you said earlier.\n\
     - What is about others and you may not see here (any more), though you wrote it.\n\
     - Passwords and keys: we keep only a digest of them.\n\
     - Counts of many learners together. Nobody can be known in them.\n\n\
     Is something wrong? Put it right in the application, or ask your school. You can also ask to be erased.\n\
     Mind: others wrote to you as well, and there may be something about clients in it. Handle it with care.",
];

/// The names of the two texts, and the texts.
pub fn texts(made_at: Timestamp) -> [(&'static str, String); 2] {
    let files = ["Bestanden", "Files"];
    let names = ["LEESMIJ.txt", "README.txt"];
    [0, 1].map(|language| {
        let mut text = BEFORE[language].to_owned();
        let _ = write!(text, "\n\n{}\n\n{}:\n\n", made_at.format("%Y-%m-%dT%H:%M:%SZ"), files[language]);
        for kind in kinds::all() {
            let _ = writeln!(text, "- {0}.json, {0}.csv: {1}", kind.name, kind.says[language]);
        }
        (names[language], text)
    })
}
