// What a trial's page and the sheet can do with a script. Without it, everything else works.

const say = (text) => {
  let region = document.getElementById("said-here");
  if (!region) {
    region = document.createElement("p");
    region.id = "said-here";
    region.className = "visually-hidden";
    region.setAttribute("role", "status");
    document.body.append(region);
  }
  region.textContent = "";
  // A region that is new, or says the same again, is heard only after a moment.
  setTimeout(() => { region.textContent = text; }, 100);
};

// The address without the search that led here, which may tell more than someone wants to share.
const plainAddress = () => location.origin + location.pathname;

for (const button of document.querySelectorAll("[data-copy-link]")) {
  if (!navigator.clipboard && !navigator.share) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    if (navigator.share) {
      // Closing the sheet of the system is no error.
      await navigator.share({ title: document.title, url: plainAddress() }).catch(() => {});
      return;
    }
    await navigator.clipboard.writeText(plainAddress());
    const before = button.textContent;
    button.textContent = button.dataset.copied;
    say(button.dataset.copied);
    setTimeout(() => { button.textContent = before; }, 4000);
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// On paper nothing is folded. Browsers that cannot unfold by style alone are helped.
let folded = [];
addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("details:not([open])")];
  for (const details of folded) details.open = true;
});
addEventListener("afterprint", () => {
  for (const details of folded) details.open = false;
  folded = [];
});
