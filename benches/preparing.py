"""What is made through the service before something is measured."""
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from measuring import CONNECTIONS


def drafts(server, token, count):
    """So many filled-in drafts of one learner, on her own; their ids, and two full sheets, the first of which they hold."""
    instrument = server.call(token, "GET", "/v1/instruments")[1]["items"][0]["id"]
    ids, sheets = [], None
    for _ in range(count):
        status, made = server.call(token, "POST", "/v1/assessments", {"instrumentId": instrument})
        assert status == 201, made
        ids.append(made["id"])
        path = f"/v1/assessments/{made['id']}/scores"
        if sheets is None:
            codes = server.call(token, "GET", path)[1]["levels"]
            sheets = [{"levels": {code: (at + by) % 5 for at, code in enumerate(codes)}} for by in (0, 1)]
        status, answer = server.call(token, "PUT", path, sheets[0], If_Match="*")
        assert status == 200, answer
    return ids, sheets


def submissions(server, learners, administrator, rounds):
    """Filled-in drafts of these learners, in so many open rounds of all groups: a path and a token for each. Such a submission keeps the tally."""
    with ThreadPoolExecutor(CONNECTIONS) as several:
        tokens = list(several.map(server.token, learners))
        admin = server.token(administrator)
        groups = [group["id"] for group in server.call(admin, "GET", "/v1/groups")[1]["items"]]
        opens, closes, releases = (datetime.now(UTC) + timedelta(days=days) for days in (1, 20, 21))
        plan = {"label": "A round", "kind": "interim", "groupIds": groups, "opensAt": opens.isoformat(), "closesAt": closes.isoformat(),
                "releasesAt": releases.isoformat(), "instrumentId": server.call(admin, "GET", "/v1/instruments")[1]["items"][0]["id"]}

        def opened(_):
            status, made = server.call(admin, "POST", "/v1/rounds", plan)
            assert status == 201, made
            status, answer = server.call(admin, "POST", f"/v1/rounds/{made['id']}/opening", If_Match="*")
            assert status == 200, answer
            return made["id"]

        def draft(whose):
            token, of = whose
            status, made = server.call(token, "POST", "/v1/assessments", {"roundId": of})
            if status != 201:
                return None
            path = f"/v1/assessments/{made['id']}"
            asked = server.call(token, "GET", f"{path}/scores")[1]["levels"]
            status, answer = server.call(token, "PUT", f"{path}/scores", {"levels": dict.fromkeys(asked, 3)}, If_Match="*")
            assert status == 200, answer
            return f"{path}/submission", token

        of_all = [(token, of) for of in map(opened, range(rounds)) for token in tokens]
        # Shuffled, so that those who submit at one moment are seldom of one group.
        random.Random(1).shuffle(of_all)
        return [each for each in several.map(draft, of_all) if each]
