// What one person does or begins: the statement is put together here, from what was filled in and what the gate says
// stands, shown as it will be signed, and signed only then.
"use strict";

const section = document.getElementById("decide");
let looked = null;

const typed = (name) => `application/vnd.keyturn.${name}.v1+json`;
const field = (name) => section.querySelector(`[name=${name}]`);
const short = (id) => id.slice(0, 10);

function wanted(name, why) {
  const value = field(name).value.replaceAll("\r\n", "\n").trim();
  if (value) return value;
  field(name).focus();
  throw new Error(why);
}

function end() {
  const minutes = field("minutes").value;
  return minutes ? new Date(Date.now() + 60000 * Number(minutes)).toISOString() : null;
}

function until(instant) {
  return instant === null ? "until people lift it" : `until ${instant.slice(0, 16).replace("T", " ")} UTC`;
}

// What stands, by the id that this page is about: it may be over by now.
function standing(list) {
  const found = list.find((one) => one.id === section.dataset.about);
  if (!found) throw new Error("That is over by now. Nothing is to be signed.");
  return found;
}

// A change of the gate that others decide: `make` gives its document, `words` says what that asks for.
const proposed = (kind, make, words, why = () => wanted("why", "Say why.")) => ({
  type: typed("proposal"),
  place: "/api/proposals",
  statement: (gate) => ({ kind, document: make(gate), charter: gate.charter, intent: why() }),
  words: (said) => `You propose: ${words(said.document)}.`,
  outcome: (told) => [`Proposed: it needs ${told.quorum}, and you have no vote on it.`, true],
  then: (told) => [`/changes/${told.short}`, told.short],
});

function lift(gate) {
  const { id, told } = standing(gate.freezes);
  return { freeze: id, frozen: told };
}

function emergency() {
  const tasks = Array.from(section.querySelectorAll("[name=task]:checked"), (one) => one.value);
  if (!tasks.length) throw new Error("Choose the tasks that it is for.");
  return { environment: field("environment").value, tasks, until: end() };
}

function eased(asked) {
  const tasks = asked.tasks.length === 1 ? "this task" : `these ${asked.tasks.length} tasks`;
  return `one approval is enough in ${asked.environment} for ${tasks} ${until(asked.until)}`;
}

function review(gate) {
  return { emergency: standing(gate.emergencies).id, findings: wanted("findings", "Say what was found.") };
}

const ACTS = {
  freeze: {
    type: typed("freeze"),
    place: "/api/freezes",
    statement: () => ({
      environment: field("environment").value || null,
      until: end(),
      reason: wanted("why", "Say why: everybody who is refused reads it."),
    }),
    words: (said) => `${said.environment ?? "Everything but development"} is frozen ${until(said.until)}.`,
    outcome: (told) => [`Frozen ${until(told.until)}.`, true],
    then: (told) => [`/act/lift/${short(told.id)}`, `Propose to lift ${short(told.id)}`],
  },
  suspend: {
    type: typed("key-suspension"),
    place: "/api/suspensions",
    statement: () => ({ key: wanted("key", "Choose the key that is to rest.") }),
    words: (said) => {
      const thisOne = said.key === said.key_id ? ", the one you sign this with," : "";
      return `Key ${said.key} of ${said.by}${thisOne} signs nothing any more.`;
    },
    outcome: (told) => [`Key ${told.key} of ${told.name} signs nothing any more.`, true],
  },
  stop: {
    type: typed("session-end"),
    place: "/api/session-ends",
    statement: () => {
      const chosen = section.querySelector("[name=session]:checked");
      if (!chosen) throw new Error("Choose the session that is to end.");
      return { session: chosen.value, key_id: undefined };
    },
    words: (said) => `Session ${short(said.session)} ends at once.`,
    outcome: (told) => [`Session ${short(told.session)} is over.`, true],
  },
  withdraw: {
    type: typed("withdrawal"),
    place: "/api/withdrawals",
    statement: async () => {
      const { bound } = (await ask(`/api/changes/${section.dataset.about}`)).review;
      return { change: bound.change, change_digest: await digestOf(bound), key_id: undefined };
    },
    words: (said) => `Change ${short(said.change)} is taken back.`,
    outcome: (told) => [`It is ${told.state}.`, true],
  },
  end: {
    type: typed("leave-end"),
    place: "/api/ends",
    statement: (gate) => ({ change: standing(gate.emergencies).id }),
    words: (said) => `Emergency ${short(said.change)} is over at once.`,
    outcome: (told) => [`${told.short} is over: nothing more goes under it.`, true],
    then: (told) => [`/act/close/${told.short}`, "Close its review"],
  },
  lift: proposed("freeze.lift", lift, (asked) => `freeze ${short(asked.freeze)} is lifted`),
  disable: proposed(
    "person.disable",
    () => ({ name: wanted("name", "Choose who is to act no more.") }),
    (asked) => `${asked.name} acts no more`,
  ),
  emergency: proposed("emergency", emergency, eased),
  close: proposed(
    "emergency.close",
    review,
    (asked) => `the review of emergency ${short(asked.emergency)} is done`,
    () => "the review of an emergency is done",
  ),
};

// What cannot be seen, or moves what stands beside it, is written as an escape; the rest as it is.
const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u034f\u115f\u1160\u2800\u3164\uffa0]/gu;
const seen = (text) => text.replace(HIDDEN, (one) => `\\u{${one.codePointAt(0).toString(16)}}`);

function put(value, label, depth, box) {
  const line = Object.assign(document.createElement("p"), { className: `d${depth}` });
  const name = Object.assign(document.createElement("span"), { className: "label", textContent: seen(label) });
  const text = Object.assign(document.createElement("span"), { className: "value" });
  line.append(name, " ", text);
  box.append(line);
  if (value === null || typeof value !== "object") {
    text.textContent = seen(JSON.stringify(value));
    return;
  }
  for (const member of Object.keys(value).sort()) {
    put(value[member], Array.isArray(value) ? `${Number(member) + 1}.` : member, depth + 1, box);
  }
}

function turn(isLooking) {
  section.querySelector("[data-fields]").hidden = isLooking;
  section.querySelector("[data-shown]").hidden = !isLooking;
}

async function look() {
  const said = section.querySelector(".said");
  const chosen = field("who").selectedOptions[0];
  const kind = ACTS[section.dataset.act];
  said.className = "said";
  said.textContent = "";
  try {
    if (!chosen?.value) throw new Error("First choose your name.");
    const gate = await ask("/api/gate");
    checkGrowth(gate.deployment, gate.checkpoint);
    looked = { ...common(gate.deployment, chosen), ...(await kind.statement(gate)) };
    // Two kinds of statements name no key: whose it is their envelope says.
    if (looked.key_id === undefined) delete looked.key_id;
    section.querySelector("[data-words]").textContent = seen(kind.words(looked));
    const box = section.querySelector("[data-statement]");
    box.replaceChildren();
    for (const name of Object.keys(looked).sort()) put(looked[name], name, 0, box);
    turn(true);
  } catch (error) {
    said.classList.add("bad");
    said.textContent = inWords(error);
  }
}

// What is signed is what was looked at, its instant and nonce with it: what was looked at long ago the gate calls stale.
async function signIt() {
  const kind = ACTS[section.dataset.act];
  const statement = looked;
  let told = null;
  const outcome = (answer) => {
    told = answer;
    return kind.outcome(answer);
  };
  if (!(await act(section, kind.type, kind.place, () => statement, outcome)) || !kind.then) return;
  const [href, textContent] = kind.then(told);
  const link = section.querySelector("[data-then] a");
  Object.assign(link, { href, textContent });
  link.parentElement.hidden = false;
}

// Of the keys only one's own can be suspended.
function offerOwnKeys() {
  const name = field("who").selectedOptions[0]?.dataset.name;
  for (const option of field("key").querySelectorAll("option[data-owner]")) {
    option.hidden = option.disabled = option.dataset.owner !== name;
    if (option.disabled && option.selected) field("key").value = "";
  }
}

if (section !== null) {
  section.querySelector("[data-look]").addEventListener("click", look);
  section.querySelector("[data-back]").addEventListener("click", () => turn(false));
  section.querySelector("[data-sign]").addEventListener("click", signIt);
  if (section.dataset.act === "suspend") {
    field("who").addEventListener("change", offerOwnKeys);
    offerOwnKeys();
  }
}
