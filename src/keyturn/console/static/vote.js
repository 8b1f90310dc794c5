// A vote: the statement that is signed is put together here, from the document whose digests are computed here, and the
// passkey is asked with its digest. The gate gets the statement and the signature, and checks both.
"use strict";

const APPROVAL = "application/vnd.keyturn.approval.v1+json";

async function statement(section, chosen, verdict) {
  const shown = await ask(`/api/changes/${section.dataset.change}`);
  const digest = await digestOf(shown.review.bound);
  const review = await digestOf(shown.review);
  if (digest !== section.dataset.digest || review !== section.dataset.review) {
    throw new Error("The change is not what this page shows. Nothing was signed: load the page again.");
  }
  checkGrowth(shown.review.bound.deployment, shown.checkpoint);
  return {
    deployment: shown.review.bound.deployment,
    change: shown.review.bound.change,
    change_digest: digest,
    review,
    reviewer: chosen.dataset.name,
    key_id: chosen.value,
    verdict,
    comment: section.querySelector("textarea").value.replaceAll("\r\n", "\n").trim(),
    at: new Date().toISOString(),
    nonce: nonce(),
    seen: shown.checkpoint,
  };
}

function outcome(verdict, told) {
  if (verdict === "reject") return `Your objection counts: it is ${told.state}.`;
  if (told.state === "proposed") return `Your approval counts: ${told.missing} more needed.`;
  return `Your approval counts: it is ${told.state}.`;
}

async function vote(section, verdict) {
  const taken = await act(
    section,
    APPROVAL,
    "/api/votes",
    (chosen) => statement(section, chosen, verdict),
    (told) => [outcome(verdict, told), verdict === "approve"],
  );
  // Whoever approved may still take it back.
  if (taken && verdict === "approve") section.querySelector("[data-verdict=reject]").disabled = false;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("#decide [data-verdict]");
  if (button !== null) vote(button.closest("#decide"), button.dataset.verdict);
});
