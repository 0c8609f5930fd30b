// Passkeys: ask the browser for one, put its answer in the form and send that.
// A form says what it asks for (data-passkey) and with which options, or where they are fetched.

function tellTrouble(form, text) {
  const line = form.querySelector("[data-passkey-trouble]");
  line.textContent = text;
  line.hidden = false;
}

async function optionsOf(form) {
  if (form.dataset.passkeyOptions) return JSON.parse(form.dataset.passkeyOptions);
  const answer = await fetch(form.action, {
    headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" },
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()).request_options;
}

async function askForPasskey(form) {
  const options = await optionsOf(form);
  if (form.dataset.passkey === "get") return window.webauthnJSON.get(options);
  const wish = options.publicKey.authenticatorSelection;
  const alone = form.querySelector("[name=passwordless]").checked;
  wish.residentKey = alone ? "required" : "preferred";
  wish.requireResidentKey = alone;
  if (alone) wish.userVerification = "required";
  return window.webauthnJSON.create(options);
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!window.PublicKeyCredential) return tellTrouble(form, form.dataset.passkeyMissing);
    try {
      form.elements.credential.value = JSON.stringify(await askForPasskey(form));
      form.submit();
    } catch {
      tellTrouble(form, form.dataset.passkeyFailed);
    }
  });
}
