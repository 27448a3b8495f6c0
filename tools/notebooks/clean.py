"""Cleans notebooks for git: takes out everything that a run leaves in the file.

    clean.py [--check] NOTEBOOK...

With --check it names those that are not clean, changes nothing, and fails when there are any.
"""
import json
import pathlib
import sys

METADATA = {
    "kernelspec": {"display_name": "Java (Valkka)", "language": "java", "name": "valkka"},
    "language_info": {"file_extension": ".jshell", "mimetype": "text/x-java-source", "name": "java"},
}


def cleaned(text):
    """Returns the notebook without outputs, counts, times and versions, and with only our metadata."""
    notebook = json.loads(text)
    notebook["metadata"] = METADATA
    for cell in notebook["cells"]:
        cell["metadata"] = {key: cell["metadata"][key] for key in ("tags", "valkka") if key in cell["metadata"]}
        if cell["cell_type"] == "code":
            cell["outputs"] = []
            cell["execution_count"] = None
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def is_clean(path):
    text = path.read_text(encoding="utf-8")
    return cleaned(text) == text


def main():
    arguments = sys.argv[1:]
    check = "--check" in arguments
    unclean = [p for p in map(pathlib.Path, arguments) if p.suffix == ".ipynb" and not is_clean(p)]
    for path in unclean:
        if check:
            print(f"not clean: {path}")
        else:
            path.write_text(cleaned(path.read_text(encoding="utf-8")), encoding="utf-8")
    sys.exit(1 if check and unclean else 0)


if __name__ == "__main__":
    main()
