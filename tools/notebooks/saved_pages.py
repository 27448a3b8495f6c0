"""Checks of notebooks that are read without their kernel."""
import json
import shutil

import nbformat
from nbconvert import HTMLExporter

from clicks import SECONDS, picture

# The picture within a player's output, as a reader sees it.
STILLS = """() => {
    const element = document.querySelector('valkka-widget');
    const images = [...(element?.querySelectorAll('img') ?? [])];
    return { there: element !== null, live: element?.shadowRoot != null,
        seen: images.length > 0 && images.every((i) => i.complete && i.naturalWidth > 100 && i.getBoundingClientRect().width > 100),
        said: document.body.innerText };
}"""


def no_secret(text, address):
    token = address.rstrip("/").rsplit("/", 1)[1]
    assert token not in text.replace(address, ""), "the token of the player is in the file"


def still_stands(page):
    page.wait_for_function(f"() => ({STILLS})().seen", timeout=SECONDS)
    now = page.evaluate(STILLS)
    assert now["there"] and not now["live"], now
    assert "model not found" not in now["said"] and "Error" not in now["said"], now["said"][-500:]


def nbconvert(checks, browser, folder, address):
    """The file as the app has saved it, with the player's output."""
    with checks.check("a saved notebook: nbconvert's page shows pictures and no secret"):
        notebook = nbformat.read(folder / "player.ipynb", 4)
        saved = json.dumps([cell for cell in notebook.cells if "address" not in cell.source])
        assert "valkka-widget" in saved
        no_secret(saved, address)
        for cell in notebook.cells:
            if "address" in cell.source:
                cell.outputs = []
        html, _ = HTMLExporter().from_notebook_node(notebook)
        no_secret(html, address)
        (folder / "player.html").write_text(html, encoding="utf-8")
        page = browser.new_page(viewport={"width": 1000, "height": 900})
        page.goto((folder / "player.html").as_uri(), timeout=SECONDS, wait_until="domcontentloaded")
        still_stands(page)
        picture(checks, page, "saved-nbconvert")
        page.close()


def without_its_kernel(checks, browser, port, app, folder):
    """Another kernel knows nothing of the models, like none at all."""
    with checks.check(f"{app.name}: a saved notebook without its kernel shows pictures, and no error"):
        shutil.copy(folder / "player.ipynb", folder / "saved.ipynb")
        page = browser.new_page(viewport={"width": 1200, "height": 900})
        page.goto(f"http://localhost:{port}/{app.path.replace('player.ipynb', 'saved.ipynb')}", timeout=SECONDS)
        page.wait_for_selector("valkka-widget", timeout=SECONDS)
        still_stands(page)
        page.wait_for_timeout(500)
        still_stands(page)
        picture(checks, page, f"{app.pictures}-saved")
        page.close()


def from_elsewhere(checks, browser, port, app, folder):
    """A notebook of somebody else, which is not trusted, and whose kernel is not here."""
    with checks.check(f"{app.name}: a notebook from elsewhere shows pictures with no kernel at all, and no error"):
        notebook = nbformat.read(folder / "player.ipynb", 4)
        notebook.cells[0].source += " // from elsewhere"
        del notebook.metadata["kernelspec"]
        nbformat.write(notebook, folder / "elsewhere.ipynb")
        page = browser.new_page(viewport={"width": 1200, "height": 900})
        page.goto(f"http://localhost:{port}/{app.path.replace('player.ipynb', 'elsewhere.ipynb')}", timeout=SECONDS)
        dialog = page.locator(".jp-Dialog")
        dialog.locator("select").select_option(label="No Kernel")
        dialog.locator(".jp-mod-accept").click()
        page.wait_for_selector(".jp-OutputArea-output img", timeout=SECONDS)
        page.wait_for_timeout(500)
        images = page.locator(".jp-OutputArea-output img")
        assert images.first.evaluate("(image) => image.complete && image.getBoundingClientRect().width > 100")
        said = page.inner_text(".jp-Notebook")
        assert "Error" not in said and "not found" not in said, said[-500:]
        picture(checks, page, f"{app.pictures}-elsewhere")
        page.close()
