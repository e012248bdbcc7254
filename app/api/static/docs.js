// Starts the API documentation. What differs between places is in the attributes of this script's element.
"use strict";

(function () {
  const settings = document.currentScript.dataset;

  // One click on "Authorize" starts the sign-in: everything it would ask for is preset. If the page's own dialog ever
  // looks different, the click is not found and the dialog simply stays open.
  function straightToSignIn() {
    return {
      statePlugins: {
        auth: {
          wrapActions: {
            showDefinitions: (original, system) => (definitions) => {
              original(definitions);
              if (definitions && system.authSelectors.authorized().size === 0) {
                requestAnimationFrame(() => document.querySelector(".auth-container button.authorize")?.click());
              }
            },
            authorizeOauth2WithPersistOption: (original, system) => (payload) => {
              original(payload);
              system.authActions.showDefinitions(false);
            },
          },
        },
      },
    };
  }

  const page = SwaggerUIBundle({
    dom_id: "#documentation",
    url: settings.description,
    oauth2RedirectUrl: window.location.origin + settings.redirect,
    presets: [SwaggerUIBundle.presets.apis],
    plugins: [straightToSignIn],
    layout: "BaseLayout",
    deepLinking: true,
    tryItOutEnabled: true,
    displayRequestDuration: true,
    validatorUrl: null,
  });
  page.initOAuth({
    clientId: settings.client,
    scopes: settings.scopes,
    usePkceWithAuthorizationCodeGrant: true,
  });
})();
