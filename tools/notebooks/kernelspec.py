"""Installs the kernel "Java (Valkka)" into the Python environment that runs this.

    kernelspec.py JAVA CLASSPATH NATIVE_ACCESS

The JVM is started directly, and not by JJava's launcher: that takes the first `java` on the PATH, cuts options at spaces,
and is another process to end.
"""
import json
import os
import pathlib
import sys

NAME = "valkka"
# A class has nine notebooks open on a laptop of 8 GB. A cell runs for a moment: the first compiler alone takes half
# the CPU. The heap begins small, is given back when it is idle, and may grow as far as Java lets it. The native heap
# has few arenas, and is trimmed where this Java can.
SMALL = [
    "-XX:TieredStopAtLevel=1",
    "-XX:+UseSerialGC",
    "-Xms32m",
    "-Xmn16m",
    "-XX:MinHeapFreeRatio=15",
    "-XX:MaxHeapFreeRatio=30",
    "-XX:-UsePerfData",
    "-XX:+IgnoreUnrecognizedVMOptions",
    "-XX:TrimNativeHeapInterval=10000",
]


def main():
    java, class_path, native_access = sys.argv[1:]
    kernels = pathlib.Path(sys.prefix, "share", "jupyter", "kernels")
    jjava = kernels / "java" / "jjava.jar"
    root = pathlib.Path(__file__).resolve().parents[2]
    logging = pathlib.Path(__file__).resolve().with_name("logging.properties")
    options = [
        *SMALL,
        "--add-opens",
        "jdk.jshell/jdk.jshell=ALL-UNNAMED",
        "-Djava.awt.headless=true",
        f"-Djava.util.logging.config.file={logging}",
        # Shift+Tab shows the Javadoc from there.
        "-Dvalkka.sources=" + os.pathsep.join(map(str, sorted(root.glob("*/src/main/java")))),
    ]
    if native_access == "true":
        options.append("--enable-native-access=ALL-UNNAMED")
    spec = {
        "argv": [java, *options, "-jar", str(jjava), "{connection_file}"],
        "display_name": "Java (Valkka)",
        "language": "java",
        "interrupt_mode": "message",
        "env": {"JJAVA_CLASSPATH": class_path, "MALLOC_ARENA_MAX": "2"},
    }
    folder = kernels / NAME
    folder.mkdir(parents=True, exist_ok=True)
    # No questions about news over the first page.
    settings = pathlib.Path(sys.prefix, "share", "jupyter", "lab", "settings")
    settings.mkdir(parents=True, exist_ok=True)
    overrides = {
        "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
        # A link of a notebook to a guide shows the guide, and not its source.
        "@jupyterlab/docmanager-extension:plugin": {"defaultViewers": {"markdown": "Markdown Preview"}},
    }
    (settings / "overrides.json").write_text(json.dumps(overrides, indent=2) + "\n", encoding="utf-8")
    (folder / "kernel.json").write_text(json.dumps(spec, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
