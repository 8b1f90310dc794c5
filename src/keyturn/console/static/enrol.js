// Follows an invitation: asks the gate what it is for, has the browser make a passkey, and hands in its public half.
"use strict";

const section = document.getElementById("enrol");
const said = section.querySelector(".said");
const token = location.hash.slice(1);
let asked = null;

function options(given) {
  const known = (given.excludeCredentials ?? []).map((one) => ({ ...one, id: fromUrlText(one.id) }));
  return {
    ...given,
    challenge: fromUrlText(given.challenge),
    user: { ...given.user, id: fromUrlText(given.user.id) },
    excludeCredentials: known,
  };
}

function answer(made) {
  return JSON.stringify({
    id: made.id,
    rawId: toUrlText(made.rawId),
    type: made.type,
    response: {
      clientDataJSON: toUrlText(made.response.clientDataJSON),
      attestationObject: toUrlText(made.response.attestationObject),
    },
  });
}

function fail(error) {
  said.className = "said bad";
  said.textContent = inWords(error);
}

async function begin() {
  if (isElsewhere(section)) return;
  if (!token) throw new Error("This page is opened by a link that somebody sends you.");
  asked = await ask("/api/enrolment", { token });
  section.querySelector("[data-name]").textContent = asked.name;
  if (asked.groups.length) section.querySelector("[data-groups]").textContent = `, of ${asked.groups.join(", ")}`;
  section.querySelector(".ask").hidden = false;
}

async function make(button) {
  button.disabled = true;
  said.className = "said";
  said.textContent = "Your device is asked...";
  try {
    const made = await navigator.credentials.create({ publicKey: options(asked.options) });
    const told = await ask("/api/enrolment/finish", { token, answer: answer(made) });
    section.querySelector(".ask").hidden = true;
    section.querySelector("[data-key]").textContent = told.key_id;
    section.querySelector(".key").hidden = false;
    said.className = "said good";
    said.textContent = told.enrolled
      ? `Done: ${told.name} can vote with this passkey.`
      : `The passkey is made. ${told.name} can vote once others have approved it.`;
    localStorage.setItem("keyturn.who", told.key_id);
    history.replaceState(null, "", "/enrol");
  } catch (error) {
    fail(error);
    button.disabled = false;
  }
}

section.querySelector("button").addEventListener("click", (event) => make(event.currentTarget));
begin().catch(fail);
