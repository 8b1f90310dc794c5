// What every page needs on which a passkey signs a statement: its encoding, its signature, and handing both in. What
// the statement says is put together by the page's own script, from a document whose digest is computed there.
"use strict";

const WHO = "keyturn.who";
const SEEN = "keyturn.seen";

// What DSSE signs (its PAE): the type and the payload, each with its length in bytes.
function encoded(type, payload) {
  const kind = new TextEncoder().encode(type);
  const head = new TextEncoder().encode(`DSSEv1 ${kind.length} ${type} ${payload.length} `);
  const whole = new Uint8Array(head.length + payload.length);
  whole.set(head);
  whole.set(payload, head.length);
  return whole;
}

// The log only grows: a gate whose checkpoint is smaller than one this browser has seen was put back.
function checkGrowth(deployment, checkpoint) {
  const size = Number(checkpoint.split("\n")[1]);
  const seen = JSON.parse(localStorage.getItem(SEEN) ?? "{}");
  if (!Number.isSafeInteger(size)) throw new Error("The gate shows no checkpoint of its log. Nothing was signed.");
  if (size < (seen[deployment] ?? 0)) {
    throw new Error("The gate's log is shorter than when you last voted here. Nothing was signed: tell the others.");
  }
  localStorage.setItem(SEEN, JSON.stringify({ ...seen, [deployment]: size }));
}

const nonce = () => toUrlText(crypto.getRandomValues(new Uint8Array(18)));

// What stands in nearly every statement in which somebody speaks for themselves.
const common = (deployment, chosen) => ({
  deployment,
  by: chosen.dataset.name,
  key_id: chosen.value,
  at: new Date().toISOString(),
  nonce: nonce(),
});

async function sign(type, said, chosen) {
  const payload = new TextEncoder().encode(canonical(said));
  const made = await navigator.credentials.get({
    publicKey: {
      challenge: await sha256(encoded(type, payload)),
      allowCredentials: [{ type: "public-key", id: fromUrlText(chosen.dataset.credential) }],
      userVerification: "required",
      timeout: 120000,
    },
  });
  return JSON.stringify({
    payload: toText(payload),
    payloadType: type,
    signatures: [
      {
        keyid: chosen.value,
        sig: toText(made.response.signature),
        authenticatorData: toText(made.response.authenticatorData),
        clientDataJSON: toText(made.response.clientDataJSON),
      },
    ],
  });
}

// Have whoever is chosen sign what `make` puts together, hand it in at `place`, and say what came of it: a text, and
// whether it is good news. The value is whether it was taken.
async function act(section, type, place, make, outcome) {
  const said = section.querySelector(".said");
  const chosen = section.querySelector("select[name=who]").selectedOptions[0];
  if (!chosen?.value) {
    said.textContent = "First choose your name.";
    section.querySelector("select[name=who]").focus();
    return false;
  }
  const parts = section.querySelectorAll("button, select, textarea, input");
  for (const part of parts) part.disabled = true;
  said.className = "said";
  said.textContent = "Your passkey is asked...";
  try {
    const told = await ask(place, { envelope: await sign(type, await make(chosen), chosen) });
    localStorage.setItem(WHO, chosen.value);
    const [text, isGood] = outcome(told);
    said.classList.add(isGood ? "good" : "bad");
    said.textContent = text;
    return true;
  } catch (error) {
    said.classList.add("bad");
    said.textContent = inWords(error);
    for (const part of parts) part.disabled = false;
    return false;
  }
}

// Choose who signed here last. A form that the page was made anew with is another one.
function prepare() {
  const section = document.getElementById("decide");
  if (section === null || section.dataset.ready || isElsewhere(section)) return;
  section.dataset.ready = "yes";
  const before = localStorage.getItem(WHO);
  const mine = Array.from(section.querySelectorAll("select[name=who] option")).find(
    (option) => option.value && option.value === before,
  );
  if (mine) section.querySelector("select[name=who]").value = mine.value;
}

document.addEventListener("keyturn:fresh", prepare);
prepare();
