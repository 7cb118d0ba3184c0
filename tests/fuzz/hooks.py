"""What the fuzzer needs to know to get behind the validation of this API. General rules only: no operation is named here."""

import collections
import datetime
import os
import random
import re
import uuid

import requests
import schemathesis
import schemathesis.engine.observations as observations
from hypothesis import strategies as st
from schemathesis.specs.openapi._auth_retry import send_probe
from schemathesis.specs.openapi.object_authorization import apply_as
from schemathesis.specs.openapi.stateful.dependencies.naming import to_singular
from schemathesis.wfc.escalation import escalating_provider



def forgiving(path_of):
    """The tool looks for addresses in answers, and stops at a text of ours that begins like one and is none (`https://[`): it is not one."""

    def path(value, origin):
        try:
            return path_of(value, origin)
        except ValueError:
            return None

    return path


observations._same_origin_path = forgiving(observations._same_origin_path)

CHANCE = random.Random(os.environ.get("FUZZ_SEED", "0"))

# Input that no schema can tell from better input. A refusal of input that is valid by its schema counts as a failure of the
# contract, unless each error in it has one of these codes.
BEYOND_A_SCHEMA = {
    "unknown-reference",  # The id of something that is not there for this caller.
    "end-before-start",  # Two dates that are each right.
    "in-the-future",  # A date that is right, and has not come.
    "in-the-past",  # A moment that was right once.
    "outside-period",  # A moment that is right by itself.
    "taken",  # An external id that another object has.
    "not-consecutive",  # Two years that are each right.
    "needs-other",  # A parameter that is right only beside another.
    # A sheet's shape depends on its instrument, and its schema is served beside it: `GET /instruments/{id}/sheet-schema`.
    "unknown-competency",
    "not-asked",
    "off-scale",
    # What a reflection may hold depends on the question in the path, and it says something, in whichever of its members.
    "not-of-this-prompt",
    "says-nothing",
    # Which crosswalks fit a round depends on its instrument.
    "of-another-framework",
}
# The same key with another body, which the tool does not know to be wrong: docs/api-design.md, "Repetition".
KEY_REUSED = "/problems/idempotency-key-reused"

# The contract, as the tool has it.
contract = {}
# The ids that this user has seen, and those of what she made last, each by the names that it goes by.
known = collections.defaultdict(set)
# Those of them that were there before anything was made: of rounds that are released, of people with a past.
there = collections.defaultdict(set)
made = {}
# The ids of all that she made.
own = set()
# Whose first pages were read: this user's, or nobody's yet. Where a case has no token so far there was nothing to see, and another is asked.
looked_around = []


@schemathesis.hook
def before_load_schema(context, raw_schema):
    name_path_parameters(raw_schema)
    give_patterns_of_headers_a_format(raw_schema)
    forget_ids_in_examples(raw_schema)
    contract.update(raw_schema)


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Whether this is a failure: all are, but refusals for a reason that no schema can express."""
    if type(failure).__name__ != "RejectedPositiveData" or response.status_code not in (400, 422, 428):
        return True
    if response.status_code == 428:
        # Of two headers one is needed, which no contract can say.
        return not makes_or_replaces(contract["paths"][case.operation.path][case.operation.method.lower()])
    problem = response.json()
    if problem["type"] == KEY_REUSED:
        return False
    codes = {error["code"] for error in problem.get("errors", [])}
    return not codes or not codes <= BEYOND_A_SCHEMA


@schemathesis.hook
def before_call(context, case, kwargs):
    """Makes some of the valid requests likelier to get past validation; the tool validates them again afterwards."""
    leave_others_in_place(case)
    meta = case.meta
    if meta is None or not meta.generation.mode.is_positive or case.method != case.operation.method.upper():
        return
    lead_somewhere(case)
    operation = contract["paths"][case.operation.path][case.operation.method.lower()]
    schema = body_schema(operation)
    # A read keeps the ids that the tool chose: it judges by where it has them from who may see what they lead to. But no report is one learner's.
    if case.method != "GET" or case.operation.path.startswith("/reports/"):
        if not looked_around and look_around(case):
            looked_around.append(case.auth_identity)
        take_what_is_known(case)
        leave_others_in_place(case)
        plan_ahead(case, schema)
    if makes_or_replaces(operation) and not {"If-Match", "If-None-Match"} & set(case.headers):
        case.headers["If-None-Match"] = "*"
    if case.method in ("PUT", "PATCH", "DELETE") and CHANCE.random() < 0.7:
        send_back_what_is_there(case, operation, schema)
    elif CHANCE.random() < 0.6:
        leave_out_some_optional(case, operation, schema)


@schemathesis.hook
def after_call(context, case, response):
    # A secret is given out once, and is of use elsewhere.
    if response.status_code == 201 and isinstance(response.json().get("secret"), str):
        known["secret"].add(response.json()["secret"])
    # What is a part of another thing may have no id of its own.
    if response.status_code in (201, 202) and "id" in response.json():
        for name in names_of_one_in(case.operation.path):
            made[name] = response.json()["id"]
            known[name].add(made[name])
            own.add(made[name])


@schemathesis.check
def not_for_peers(ctx, response, case):
    """What a learner makes, and all that hangs on it, no peer of hers reads. The tool's own check leaves out what does not hold the
    id it was asked by."""
    provider = escalating_provider(case.operation.schema)
    if case.method != "GET" or response.status_code != 200 or case.auth_identity not in provider.peers:
        return
    if own.isdisjoint(case.path_parameters.values()):
        return
    for peer in provider.peers:
        if peer != case.auth_identity and provider.claim_probe(("made", case.operation.label, peer)):
            answer = send_probe(ctx, case, apply_as(case, provider.provider_for(peer), peer))
            assert answer.status_code in (403, 404), f"{peer} got {answer.status_code} for what {case.auth_identity} made"


def name_path_parameters(document):
    """Names each `{id}` in a path for what it is the id of, as its list calls it, or else after the collection: the tool tells
    by this name which ids it has seen fit."""
    paths = document["paths"]
    for path in list(paths):
        found = re.search(r"^(.*/([^/{}]+))/\{id\}", path)
        if found is None:
            continue
        name = id_of(listed_in(document, found[1]) or to_singular(found[2]))
        # The audit trail tells by `clientId` through what something was done: a name that the command line has too.
        name = {"clientId": "apiClientId"}.get(name, name)
        item = paths[path.replace("{id}", "{" + name + "}")] = paths.pop(path)
        for parameters in lists_of_parameters(item):
            for at, parameter in enumerate(parameters):
                parameter = resolved(document, parameter)
                if (parameter["in"], parameter["name"]) == ("path", "id"):
                    parameters[at] = {**parameter, "name": name}


def listed_in(document, path):
    """The name of the schema of a list's items."""
    answer = document["paths"].get(path, {}).get("get", {}).get("responses", {}).get("200", {})
    content = resolved(document, answer).get("content", {}).get("application/json", {})
    items = resolved(document, content.get("schema", {})).get("properties", {}).get("items", {})
    return items.get("items", {}).get("$ref", "").rpartition("/")[2]


def give_patterns_of_headers_a_format(document):
    """In its coverage phase, the tool makes values of headers from letters and digits alone. Where the pattern asks for others
    it would send a wrong one and call it right. A value of a format that it has been given is used as it is."""
    for parameters in every_list_of_parameters(document):
        for parameter in parameters:
            parameter = resolved(document, parameter)
            schema = resolved(document, parameter["schema"])
            if parameter["in"] == "header" and "pattern" in schema and "format" not in schema:
                schema["format"] = "header-" + parameter["name"].lower()
                characters = st.characters(codec="ascii")
                values = st.from_regex(schema["pattern"], fullmatch=True, alphabet=characters)
                schemathesis.openapi.format(schema["format"], values)


def forget_ids_in_examples(document):
    """The ids in the examples lead to nothing here, and the tool would prefer them to those it has seen."""
    for parameters in every_list_of_parameters(document):
        for at, parameter in enumerate(parameters):
            parameter = resolved(document, parameter)
            if resolved(document, parameter["schema"]).get("format") == "uuid":
                parameters[at] = {key: value for key, value in parameter.items() if key not in ("example", "examples")}


def look_around(case):
    """Reads the first page of each list, as the user of this case: the ids of what is in it, and those that stand there. Whether there was
    anything."""
    if not case.headers.get("Authorization"):
        return False
    seen = False
    for path in contract["paths"]:
        names = names_of_one_in(path)
        answer = get(case, path) if names and "get" in contract["paths"][path] else None
        for item in answer.json()["items"] if answer is not None and answer.status_code == 200 else []:
            for name in names:
                there[name].add(item["id"])
            for name, value in item.items():
                if name.endswith("Id") and name != "externalId" and isinstance(value, str):
                    there[name].add(value)
            seen = True
    for name, ids in there.items():
        known[name] |= ids
    return seen


def one_of(name):
    """An id of one of these. What was made in this run is mostly in its first state, and of it there is soon more than of all else."""
    return CHANCE.choice(sorted(there[name] if there[name] and CHANCE.random() < 0.7 else known[name]))


def take_what_is_known(case):
    """Now and then, of the thing that this user made last, which is in its first state; and ids of what there is in place of those of
    nothing."""
    for name in case.path_parameters:
        if name in made and CHANCE.random() < 0.4:
            case.path_parameters = {**case.path_parameters, name: made[name]}
    for name in case.query or {}:
        if name in known and CHANCE.random() < 0.8:
            case.query = {**case.query, name: one_of(name)}
    if isinstance(case.body, dict):
        others = [name for name, value in case.body.items() if name in known and value not in known[name]]
        chosen = {name: one_of(name) for name in others if CHANCE.random() < 0.8}
        lists = [name for name in case.body if name.endswith("Ids") and name[:-1] in known]
        chosen |= {name: [one_of(name[:-1])] for name in lists if CHANCE.random() < 0.8}
        case.body = {**case.body, **chosen}


def plan_ahead(case, schema):
    """For a change: now and then moments to come, one after the other, as somebody plans them."""
    if not schema or not isinstance(case.body, dict) or CHANCE.random() < 0.3:
        return
    moments = [name for name in schema["properties"] if name in case.body and name.endswith("At")]
    now = datetime.datetime.now(datetime.UTC)
    ahead = {name: (now + datetime.timedelta(days=days + 1)).isoformat() for days, name in enumerate(moments)}
    case.body = {**case.body, **ahead}


def makes_or_replaces(operation):
    """Whether a PUT makes what is not there yet, and replaces what is."""
    names = {resolved(contract, parameter)["name"] for parameter in operation.get("parameters", [])}
    return "requestBody" in operation and {"If-Match", "If-None-Match"} <= names


def send_back_what_is_there(case, operation, schema):
    """For a PUT, PATCH or DELETE: reads what is there, names its revision, and sends it back, now and then with gaps filled in."""
    if "get" not in contract["paths"][case.operation.path]:
        return
    there = get(case, case.formatted_path)
    if there.status_code != 200:
        return
    if any(resolved(contract, parameter)["name"] == "If-Match" for parameter in operation["parameters"]):
        case.headers.pop("If-None-Match", None)
        case.headers["If-Match"] = there.headers["ETag"]
    if schema and CHANCE.random() < 0.7:
        same = {name: value for name, value in there.json().items() if name in schema["properties"]}
        case.body = filled(same, schema) if CHANCE.random() < 0.5 else same


def filled(value, schema):
    """The value with the least number there may be wherever it says `null` in place of one."""
    schema = resolved(contract, schema)
    if isinstance(value, dict):
        properties, others = schema.get("properties", {}), schema.get("additionalProperties")
        others = others if isinstance(others, dict) else {}
        return {name: filled(inner, properties.get(name, others)) for name, inner in value.items()}
    return schema.get("minimum", value) if value is None else value


def leave_out_some_optional(case, operation, schema):
    """The tool fills in every id it knows. What is optional may be left out, and goes better alone now and then."""
    parameters = [resolved(contract, parameter) for parameter in operation.get("parameters", [])]
    needed = {parameter["name"] for parameter in parameters if parameter.get("required")}
    if case.query:
        case.query = {name: value for name, value in case.query.items() if name in needed or CHANCE.random() < 0.5}
    if schema and isinstance(case.body, dict):
        case.body = thinned(case.body, schema)


def thinned(value, schema):
    schema = resolved(contract, schema)
    if not isinstance(value, dict) or "properties" not in schema:
        return value
    needed, properties = schema.get("required", []), schema["properties"]
    kept = {name: inner for name, inner in value.items() if name in needed or CHANCE.random() < 0.5}
    return {name: thinned(inner, properties.get(name, {})) for name, inner in kept.items()}


# The id of nothing there is.
NOBODY = str(uuid.UUID(int=7))
# What decides who may see what, and would take the other users of a run out of it, or let them in where they should not be.
ADMINISTERED = ("/users/", "/memberships/", "/groups/", "/programmes/")


def leave_others_in_place(case):
    """An administrator disables, ends and takes out of use what she made herself, and gives roles to whom she made."""
    if case.method == "PATCH" and case.operation.path.startswith(ADMINISTERED):
        for name, value in (case.path_parameters or {}).items():
            if is_uuid(value) and value not in own:
                case.path_parameters = {**case.path_parameters, name: made.get(name, NOBODY)}
    if case.method == "POST" and case.operation.path == "/memberships" and isinstance(case.body, dict):
        if is_uuid(case.body.get("userId")) and case.body["userId"] not in own:
            case.body = {**case.body, "userId": made.get("userId", NOBODY)}


def is_uuid(value):
    try:
        return isinstance(value, str) and uuid.UUID(value) is not None
    except ValueError:
        return False


def lead_somewhere(case):
    """Follows an id that is `null` in an answer (no placement, no round) to nothing there is: the tool follows it to no id at all."""
    for container in (case.path_parameters, case.query):
        for name in [name for name, value in (container or {}).items() if value in (None, "None", [None])]:
            container[name] = str(uuid.UUID(int=CHANCE.getrandbits(128), version=4))


def get(case, path):
    """Reads something as the user of this case."""
    headers = {"Authorization": case.headers.get("Authorization", "")}
    return requests.get(case.operation.schema.get_base_url() + path, headers=headers, timeout=30)


def names_of_one_in(path):
    """What the id of one of a collection is called: by the parameter that takes it, and after the collection."""
    inside = (other.removeprefix(path).strip("/") for other in contract["paths"] if other.startswith(path + "/{"))
    taken = {rest.strip("{}") for rest in inside if "/" not in rest}
    return taken | {id_of(to_singular(path.rpartition("/")[2]))} if taken else set()


def id_of(what):
    first, *rest = what.split("-")
    return first[0].lower() + first[1:] + "".join(part.title() for part in rest) + "Id"


def body_schema(operation):
    """The schema of what an operation takes, `None` where that is not an object."""
    content = resolved(contract, operation.get("requestBody", {})).get("content", {})
    schemas = (resolved(contract, media_type["schema"]) for media_type in content.values())
    return next((schema for schema in schemas if "properties" in schema), None)


def every_list_of_parameters(document):
    return (parameters for item in document["paths"].values() for parameters in lists_of_parameters(item))


def lists_of_parameters(item):
    return [operation["parameters"] for operation in item.values() if isinstance(operation, dict) and "parameters" in operation]


def resolved(document, item):
    """What a reference leads to."""
    while "$ref" in item:
        target = document
        for key in item["$ref"].removeprefix("#/").split("/"):
            target = target[key]
        item = target
    return item
