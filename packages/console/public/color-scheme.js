// Sets light or dark before the first paint. A file, since the page's policy allows no inline script.
(function () {
  var scheme = "auto";
  try {
    scheme = localStorage.getItem("lorats-color-scheme") || "auto";
  } catch {
    // Storage may be forbidden; the system's preference then decides.
  }
  if (scheme === "auto") {
    scheme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }
  document.documentElement.setAttribute("data-mantine-color-scheme", scheme);
})();
