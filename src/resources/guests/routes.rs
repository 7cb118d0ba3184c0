//! How a guest comes in by a link, and comes back. Without a token: here she gets one.

use utoipa::path as place;

use super::{
    dto::{GuestRater, GuestToken, NewGuestRater, NewGuestToken},
    service::{self, Entered},
};
use crate::{
    auth::require::Anybody,
    http::{
        State,
        answer::{Created, Reply},
        body::Body,
        idempotency::IdempotencyKey,
        operation::Api,
        problem::Problem,
    },
    refusals,
};

refusals!(/// The invitation may not hold, or its round take no work.
    CreateGuestRaterRefusal = InvitationNotInForce, RoundNotOpen, RoundReleased);
refusals!(/// The invitation may not hold any more.
    CreateGuestTokenRefusal = InvitationNotInForce);

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_create_guest_rater, create_guest_rater).add(__path_create_guest_token, create_guest_token);
}

/// Come in as a guest
///
/// With the secret of a link that a learner made, and no token. Begins the one assessment that the guest is asked to fill in, takes one
/// use of the invitation, and gives a token for it. Whatever is wrong with the secret, the refusal is the same.
#[place(post, path = "/guest-raters", tag = "invitations")]
pub async fn create_guest_rater(
    _caller: Anybody,
    state: State,
    key: IdempotencyKey,
    body: Body<NewGuestRater>,
) -> Result<Created<GuestRater>, Problem<CreateGuestRaterRefusal>> {
    let digest = body.digest().to_owned();
    let NewGuestRater { secret, name, relation } = body.into_inner();
    let door = service::door(&state, &secret).await?;
    let render = |entered: &Entered| {
        let place = format!("/v1/assessments/{}", entered.pass.assessment);
        Created::answer(&GuestRater::from(entered), &place, 1)
    };
    let work = |once| service::enter(&state, &door, name, relation, once);
    // Who has the secret of the link and the key of the first request is who sent it; that the link holds was seen at the door.
    let look = |_| std::future::ready(Ok(()));
    let key = key.guarding_a_secret();
    Ok(key.once_as_long_as(&state, &door.keeper(), &digest, &render, work, look).await?.into())
}

/// Come back as a guest
///
/// With the secret that the guest got when she came in, and no token. Gives another token as long as the invitation holds. It makes
/// nothing that lasts, so it needs no key to be sent again.
#[place(post, path = "/guest-tokens", tag = "invitations")]
pub async fn create_guest_token(
    _caller: Anybody,
    state: State,
    body: Body<NewGuestToken>,
) -> Result<Reply<GuestToken>, Problem<CreateGuestTokenRefusal>> {
    let pass = service::come_back(&state, &body.into_inner().secret).await?;
    Ok(Reply::new(&pass.into()))
}
