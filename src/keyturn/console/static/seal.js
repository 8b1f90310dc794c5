// The seal: a founder signs the digest of the first charter, which is computed here, as is that of its policies.
"use strict";

const SEAL = "application/vnd.keyturn.seal.v1+json";

async function seal(section, chosen) {
  const shown = await ask("/api/charter");
  const digest = await digestOf(shown.charter);
  if (shown.sealed) throw new Error("This gate is sealed already. Nothing was signed.");
  if (digest !== section.dataset.review) {
    throw new Error("People or configuration have changed. Nothing was signed: load and read the page again.");
  }
  const { policies, schema } = shown.bundle;
  if ((await digestOf({ policies, schema })) !== shown.charter.bundle) {
    throw new Error("The policies are not those of the charter. Nothing was signed: tell the others.");
  }
  checkGrowth(shown.charter.deployment, shown.checkpoint);
  return { ...common(shown.charter.deployment, chosen), charter: digest };
}

function sealed(told) {
  if (told.sealed) return ["Sealed. Keep the digest above: it is the root of this gate.", true];
  return [`Your signature counts. Still to sign: ${told.missing.join(", ")}.`, true];
}

document.addEventListener("click", (event) => {
  const section = event.target.closest("#decide [data-sign]")?.closest("#decide");
  if (section) act(section, SEAL, "/api/seal", (chosen) => seal(section, chosen), sealed);
});
