//! What problems are called and how they are explained to people, in Dutch and in English.

use super::{code::Code, language::Language};
use crate::domain::refusal::Fault;

/// Title and explanation of a kind of problem.
pub fn of(code: Code, language: Language) -> (&'static str, &'static str) {
    let (nl, en) = both(code);
    match language {
        Language::Dutch => nl,
        Language::English => en,
    }
}

type Words = (&'static str, &'static str);

#[expect(clippy::too_many_lines, reason = "a table: two texts per problem")]
fn both(code: Code) -> (Words, Words) {
    match code {
        Code::InvalidInput => (
            ("De invoer klopt niet", "Wat er niet klopt, staat per onderdeel in `errors`. Er is niets opgeslagen."),
            ("The input is not valid", "`errors` says, place by place, what is wrong. Nothing has been saved."),
        ),
        Code::MalformedJson => (
            ("Dit is geen geldige JSON", "De inhoud kon niet als JSON worden gelezen. Er is niets opgeslagen."),
            ("This is not valid JSON", "The body could not be read as JSON. Nothing has been saved."),
        ),
        Code::Unauthenticated => (
            ("Niet aangemeld", "Stuur een geldig toegangstoken mee in de kop `Authorization: Bearer …`."),
            ("Not signed in", "Send a valid access token in the header `Authorization: Bearer …`."),
        ),
        Code::InsufficientScope => (
            ("Het token mag dit niet", "Dit toegangstoken heeft de benodigde scope niet."),
            ("The token does not allow this", "This access token lacks the scope that is needed."),
        ),
        Code::Forbidden => (
            ("Dit mag u niet", "U mag dit wel zien, maar deze handeling is niet aan u."),
            ("You may not do this", "You may see this, but this action is not yours to take."),
        ),
        Code::NotForOneself => (
            ("Niet voor uzelf", "Uw eigen account en rollen beheert een ander, zodat niemand zichzelf inzage geeft."),
            (
                "Not for yourself",
                "Your own account and roles are kept by somebody else, so that nobody lets herself in.",
            ),
        ),
        Code::HasNotLeft => (
            ("Hoort er nog bij", "Een ander dan uzelf wist u pas als haar laatste lidmaatschap is beëindigd."),
            ("Has not left", "Somebody else than yourself is erased only when her last membership has ended."),
        ),
        Code::ErasureBegun => (
            ("Het wissen is begonnen", "Wat gewist is, komt niet terug. Intrekken kan alleen tot het begint."),
            ("The erasure has begun", "What is erased does not come back. It can be withdrawn only until it begins."),
        ),
        Code::AlreadyExists => (
            ("Bestaat al", "Een ander heeft al wat in `errors` staat. Zoek die op, of kies iets anders."),
            ("Exists already", "Another has what `errors` names. Find that one, or choose something else."),
        ),
        Code::KeepsNoSecret => (
            ("Bewaart geen geheim", "Een publieke client kan geen geheim bewaren en toont zich met niets."),
            ("Keeps no secret", "A public client can keep no secret, and shows who it is with nothing."),
        ),
        Code::TooManyCredentials => (
            (
                "Te veel sleutels",
                "Een client heeft er hoogstens vijf. Verwijder eerst een die niet meer wordt gebruikt.",
            ),
            ("Too many credentials", "A client has five at most. First delete one that is not used any more."),
        ),
        Code::AlreadyShared => (
            ("Al gedeeld met dit leerteam", "Deze zelfscore is al met dit leerteam gedeeld."),
            ("Shared with this team already", "This self-score is shared with this learning team already."),
        ),
        Code::AlreadyAMember => (
            ("Hoort er al bij", "Deze persoon heeft daar in die tijd al deze plaats of rol."),
            ("In it already", "This person has that place or role there already, in that time."),
        ),
        Code::InvitationNotInForce => (
            ("Deze uitnodiging geldt niet", "Vraag de student om een nieuwe uitnodiging."),
            ("This invitation does not hold", "Ask the learner for a new invitation."),
        ),
        Code::NotFound => (
            ("Niet gevonden", "Dit bestaat niet, of u mag niet weten dat het bestaat."),
            ("Not found", "This does not exist, or you may not know that it does."),
        ),
        Code::MethodNotAllowed => (
            ("Deze methode kan hier niet", "De kop `Allow` noemt de methoden die hier wel kunnen."),
            ("This method is not possible here", "The header `Allow` names the methods that are."),
        ),
        Code::NotAcceptable => (
            ("Deze vorm is er niet", "Geen van de gevraagde mediatypen kan hier worden gegeven."),
            ("No such form", "None of the accepted media types can be given here."),
        ),
        Code::RequestTimeout => (
            ("Het duurde te lang", "De inhoud kwam niet op tijd binnen."),
            ("It took too long", "The body did not arrive in time."),
        ),
        Code::NotADraft => (
            ("Al ingeleverd", "Deze zelfscore is ingeleverd. Heropen haar eerst, met een reden."),
            ("Already submitted", "This assessment has been submitted. Reopen it first, with a reason."),
        ),
        Code::NotSubmitted => (
            ("Nog niet ingeleverd", "Dit kan alleen met een zelfscore die is ingeleverd."),
            ("Not submitted yet", "This is possible only with an assessment that has been submitted."),
        ),
        Code::AlreadyDiscussed => (
            (
                "Al besproken",
                "Het gesprek over deze zelfscore is vastgelegd. Pas dat aan, of heropen eerst de zelfscore.",
            ),
            (
                "Already discussed",
                "The conversation about this self-score is recorded. Correct it, or reopen the self-score first.",
            ),
        ),
        Code::NotASelfScore => (
            ("Geen zelfscore", "Het gesprek gaat over de zelfscore van de student, en wordt daarbij vastgelegd."),
            ("No self-score", "The conversation is about the learner's own score, and is recorded with that."),
        ),
        Code::NotHeldBack => (
            ("Niets om vrij te geven", "Dit blad wordt niet achtergehouden voor de student, of niet meer."),
            ("Nothing to disclose", "This sheet is not held back from the learner, or not any more."),
        ),
        Code::HiddenFromLearner => (
            (
                "De student ziet dit blad nog niet",
                "Deel de feedback zodra de student het blad mag zien waar hij over gaat.",
            ),
            (
                "The learner does not see this sheet yet",
                "Share the feedback once the learner may see the sheet that it is about.",
            ),
        ),
        Code::SheetIncomplete => (
            ("Nog niet alles is ingevuld", "`errors` noemt de competenties waarop nog geen antwoord is gegeven."),
            ("Not everything has been answered", "`errors` names the competencies without an answer."),
        ),
        Code::RoundNotOpen => (
            ("Het meetmoment is niet open", "Dit meetmoment is nog niet open, of al gesloten."),
            ("The round is not open", "This round has not opened yet, or has closed."),
        ),
        Code::RoundReleased => (
            ("De rapportage is vrijgegeven", "De antwoorden van dit meetmoment staan vast."),
            ("The reports have been released", "The answers of this round stand."),
        ),
        Code::NotAParticipant => (
            ("Geen deelnemer", "Deze student doet niet mee aan dit meetmoment."),
            ("Not a participant", "This learner does not take part in this round."),
        ),
        Code::Exempted => (
            ("Vrijgesteld", "Deze student is vrijgesteld van dit meetmoment."),
            ("Exempted", "This learner is exempted from this round."),
        ),
        Code::AssessmentExists => (
            ("Die is er al", "Voor deze student is er in dit meetmoment al een van deze beoordelaar."),
            ("There is one already", "This rater has an assessment about this learner in this round already."),
        ),
        Code::FeedbackNotADraft => (
            ("Al gedeeld", "Deze feedback is al gedeeld."),
            ("Already shared", "This feedback has been shared already."),
        ),
        Code::FeedbackNotShared => (
            ("Niet af te tekenen", "Alleen gedeelde feedback die nog niet gelezen is gemeld, kan worden afgetekend."),
            ("Nothing to acknowledge", "Only shared feedback that is not acknowledged yet can be acknowledged."),
        ),
        Code::ReflectionShared => (
            ("Al gedeeld", "Deze reflectie is al met hen gedeeld."),
            ("Already shared", "This reflection is shared with them already."),
        ),
        Code::ReflectionNotShared => (
            ("Niet gedeeld", "Deze reflectie is niet met hen gedeeld, dus er valt niets terug te nemen."),
            ("Not shared", "This reflection is not shared with them, so there is nothing to take back."),
        ),
        Code::GoalMoveNotPossible => (
            ("Die stap kan niet", "Vanuit zijn status kan dit leerdoel niet in een keer naar de gevraagde status."),
            ("No such move", "From its status this goal does not come to that one in one step."),
        ),
        Code::GoalClosed => (
            ("Het leerdoel is gesloten", "Dit leerdoel is behaald of losgelaten. Maak het eerst weer actief."),
            ("The goal is closed", "This goal is achieved or dropped. Make it active again first."),
        ),
        Code::FeedbackStillADraft => (
            ("Nog niet gedeeld", "Reageren en afspraken maken kan zodra deze feedback gedeeld is."),
            ("Not shared yet", "Replying and agreeing on actions is possible once this feedback is shared."),
        ),
        Code::ReportNotReleased => (
            ("Nog niet vrijgegeven", "Deze rapportage komt vrij op het moment dat bij het meetmoment staat."),
            ("Not released yet", "This report is released at the time that stands with the round."),
        ),
        Code::NothingToReport => (
            ("Niets te melden", "Dit meetmoment is vrijgegeven, maar er is niets waar deze rapportage over kan gaan."),
            ("Nothing to report", "This round is released, but there is nothing that this report could be about."),
        ),
        Code::EarlierHidden => (
            (
                "Even niet te zien",
                "Eerst scoort u zichzelf in het meetmoment dat nu open is; daarna ziet u terug wat u eerder invulde.",
            ),
            (
                "Not to be seen for now",
                "First score yourself in the round that is open now; then you see again what you said earlier.",
            ),
        ),
        Code::RoundNotPlanned => (
            ("Het meetmoment is al open geweest", "Dit kan alleen met een meetmoment dat nog open moet gaan."),
            ("The round has opened", "This is possible only with a round that has not opened yet."),
        ),
        Code::GroupsOutOfUse => (
            (
                "Een klas is niet meer in gebruik",
                "`errors` noemt welke; zet die weer op actief, of haal haar uit het meetmoment.",
            ),
            ("A group is out of use", "`errors` names which; make it active again, or take it out of the round."),
        ),
        Code::RoundFixed => (
            (
                "Dit staat vast",
                "`errors` noemt wat aan dit meetmoment niet meer kan veranderen. Er is niets opgeslagen.",
            ),
            ("This stands fast", "`errors` names what can no longer change about this round. Nothing has been saved."),
        ),
        Code::AlreadyAParticipant => (
            ("Doet al mee", "Deze student doet al mee aan dit meetmoment."),
            ("Takes part already", "This learner takes part in this round already."),
        ),
        Code::HasStarted => (
            (
                "Er is al begonnen",
                "Over deze student is in dit meetmoment al een formulier begonnen; daarin staat het beroep vast.",
            ),
            (
                "Something has been started",
                "A sheet about this learner was started in this round; it has her profession in it.",
            ),
        ),
        Code::HasSubmitted => (
            (
                "Al ingeleverd",
                "Deze student heeft in dit meetmoment ingeleverd. Heropen dat eerst, als het toch niet moet tellen.",
            ),
            (
                "Has submitted",
                "This learner has submitted in this round. Reopen that first, if it should not count after all.",
            ),
        ),
        Code::IdempotencyInFlight => (
            ("Nog bezig", "Het eerste verzoek met deze Idempotency-Key loopt nog. Probeer het zo weer."),
            ("Still under way", "The first request with this Idempotency-Key is not done yet. Try again shortly."),
        ),
        Code::StaleRevision => (
            ("Er is tussendoor opgeslagen", "Haal de laatste stand op en verwerk uw wijziging daarin."),
            ("Somebody saved in between", "Fetch the latest state and apply your change to it."),
        ),
        Code::PayloadTooLarge => (
            ("Te groot", "De inhoud is groter dan hier kan."),
            ("Too large", "The body is larger than is possible here."),
        ),
        Code::UnsupportedMediaType => (
            ("Dit mediatype wordt hier niet gelezen", "Het contract noemt het mediatype dat hier wel kan."),
            ("This media type is not read here", "The contract names the media type that is."),
        ),
        Code::IdempotencyKeyReused => (
            ("Sleutel hergebruikt", "Deze Idempotency-Key is al gebruikt voor een ander verzoek."),
            ("Key reused", "This Idempotency-Key has been used for another request."),
        ),
        Code::PreconditionRequired => (
            ("`If-Match` ontbreekt", "Stuur in `If-Match` de ETag mee van de stand die u hebt gezien."),
            ("`If-Match` is missing", "Send in `If-Match` the ETag of the state you have seen."),
        ),
        Code::TooManyRequests => (
            (
                "Te veel verzoeken",
                "Er zijn meer verzoeken gedaan dan in een minuut mag. Probeer het opnieuw na `Retry-After`.",
            ),
            (
                "Too many requests",
                "There were more requests than may be made in a minute. Try again after `Retry-After`.",
            ),
        ),
        Code::Internal => (
            ("Er ging iets mis", "Dit is onze fout. Noem bij een melding de `X-Request-Id` van dit antwoord."),
            ("Something went wrong", "This is our fault. When you report it, name the `X-Request-Id` of this answer."),
        ),
        Code::Unavailable => (
            ("Even niet bereikbaar", "Er is niets opgeslagen. Probeer het over een paar tellen opnieuw."),
            ("Not available for a moment", "Nothing has been saved. Try again in a few seconds."),
        ),
    }
}

/// What is wrong with one value.
pub fn of_fault(fault: &Fault, language: Language) -> String {
    let say = |nl: &str, en: &str| match language {
        Language::Dutch => nl.to_owned(),
        Language::English => en.to_owned(),
    };
    match fault {
        Fault::UnknownCompetency => say(
            "Dit instrument heeft geen competentie met deze code.",
            "This instrument has no competency with this code.",
        ),
        Fault::NotAsked => {
            say("Deze competentie wordt hier niet gevraagd.", "This competency is not asked in this assessment.")
        }
        Fault::OffScale { levels } => {
            let levels = levels.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            say(
                &format!("Geen niveau van deze schaal; mogelijk zijn {levels}, of null voor onbeantwoord."),
                &format!("Not a level of this scale; possible are {levels}, or null for unanswered."),
            )
        }
        Fault::NotALevel => say(
            "Een niveau is een geheel getal, of null voor onbeantwoord.",
            "A level is a whole number, or null for unanswered.",
        ),
        Fault::UnknownReason => say(
            "Mogelijk zijn notMastered, notAtIssue en notThoughtOf.",
            "Possible are notMastered, notAtIssue and notThoughtOf.",
        ),
        Fault::NotAText => say("Hier hoort tekst, of null.", "A text is expected here, or null."),
        Fault::TooLong { most } => {
            say(&format!("Hier passen ten hoogste {most} tekens."), &format!("At most {most} characters fit here."))
        }
        Fault::DuplicateMember => {
            say("Dit staat twee keer in hetzelfde object.", "This stands twice in the same object.")
        }
        Fault::ControlCharacter => {
            say("Het teken U+0000 kan niet in tekst.", "The character U+0000 cannot be in a text.")
        }
        Fault::UnknownReference => {
            say("Dit verwijst naar iets wat er voor u niet is.", "This refers to something that is not there for you.")
        }
        Fault::InThePast => say("Dit moment is al voorbij.", "This moment is over."),
        Fault::OutsidePeriod => say(
            "Dit moment ligt niet in de tijd waarin het meetmoment open is.",
            "This moment is not in the time in which the round is open.",
        ),
        Fault::Fixed => say("Dit kan niet meer veranderen.", "This can no longer change."),
        Fault::EndBeforeStart => say("Het einde ligt voor het begin.", "The end lies before the start."),
        Fault::InTheFuture => say("Deze dag is nog niet geweest.", "This day has not come yet."),
        Fault::Unanswered => say("Hierop is nog geen antwoord gegeven.", "This has not been answered yet."),
        Fault::Missing => say("Dit is verplicht en ontbreekt.", "This is required, and is missing."),
        Fault::UnknownMember => say("Dit onderdeel bestaat hier niet.", "There is no such member here."),
        Fault::WrongType { wanted } => say(
            &format!("Hier hoort een waarde van type {wanted}."),
            &format!("A value of type {wanted} is expected here."),
        ),
        Fault::Malformed { form } => {
            say(&format!("Dit is geen geldige waarde van de vorm `{form}`."), &format!("This is not a valid `{form}`."))
        }
        Fault::TooSmall { least } => say(&format!("Ten minste {least}."), &format!("At least {least}.")),
        Fault::TooLarge { most } => say(&format!("Ten hoogste {most}."), &format!("At most {most}.")),
        Fault::TooShort { least } => say(
            &format!("Hier horen ten minste {least} tekens."),
            &format!("At least {least} characters are expected here."),
        ),
        Fault::TooFew { least } => say(&format!("Ten minste {least} stuks."), &format!("At least {least} items.")),
        Fault::TooMany { most } => say(&format!("Ten hoogste {most} stuks."), &format!("At most {most} items.")),
        Fault::NotAChoice { choices } => {
            let choices = choices.join(", ");
            say(&format!("Mogelijk zijn {choices}."), &format!("Possible are {choices}."))
        }
        Fault::NotOfThisPrompt => say("Dit hoort niet bij deze vraag.", "This does not belong to this question."),
        Fault::OfAnotherFramework => say(
            "Dit gaat over andere competenties dan die van het instrument van dit meetmoment.",
            "This is about other competencies than those of the instrument of this round.",
        ),
        Fault::NotConsecutive => {
            say("Het tweede jaar is niet het jaar na het eerste.", "The second year is not the one after the first.")
        }
        Fault::NeedsOther { other } => {
            say(&format!("Alleen samen met `{other}`."), &format!("Only together with `{other}`."))
        }
        Fault::SaysNothing => say("Hier staat nog niets in.", "There is nothing in this."),
        Fault::Taken => say("Dit is al in gebruik en moet uniek zijn.", "This is in use already, and must be unique."),
        Fault::Schema { says } => says.clone(),
        Fault::NotJson { line, column } => say(
            &format!("Hier houdt het op JSON te zijn: regel {line}, positie {column}."),
            &format!("It stops being JSON here: line {line}, column {column}."),
        ),
    }
}
