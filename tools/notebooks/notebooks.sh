# shellcheck shell=bash
# The launcher's part for notebooks: ./valkka reads this file for `lab` and `notebooks`. Python's
# packages live in .venv in the project's folder, and requirements.txt pins each package to the byte.
# Nothing is installed outside of this folder.

tools=$root/tools/notebooks
python_env=$root/.venv

# Sets python to a Python that can make virtual environments.
find_python() {
    local hint="install Python 3.10 or newer with its venv module: sudo apt install python3-venv (Debian, Ubuntu), brew install python (macOS)"
    python=python3
    command -v python3 >/dev/null 2>&1 || fail "Python is missing; $hint"
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null ||
        fail "$("$python" --version 2>&1) is too old; $hint"
    "$python" -c 'import venv, ensurepip' 2>/dev/null || fail "Python's module venv is missing; $hint"
}

# The environment holds absolute paths, so a project that was moved gets a new one.
python_env_stamp() {
    echo "$root"
    cat "$tools/requirements.txt"
}

# The environment of a Python that was replaced does not run.
python_env_is_ready() {
    [ "$(python_env_stamp)" = "$(cat "$python_env/valkka-ready" 2>/dev/null)" ] &&
        "$python_env/bin/python" -c 'import jupyterlab' >/dev/null 2>&1
}

# Runs before any build: a user without Python should not wait for Maven to learn this.
need_python() {
    python_env_is_ready || find_python
}

make_python_env() {
    local log=$root/target/valkka-python.log
    ! python_env_is_ready || return 0
    echo "Installing JupyterLab and the Java kernel into .venv (once: a minute or two, about 100 MB) ..." >&2
    mkdir -p "$root/target"
    if ! { "$python" -m venv --clear "$python_env" &&
        "$python_env/bin/python" -m pip install --disable-pip-version-check --no-input --require-hashes \
            --only-binary :all: -r "$tools/requirements.txt"; } >"$log" 2>&1; then
        tail -n 5 "$log" >&2
        fail "the Python packages could not be installed; all of pip's words are in $log. With no network, run this once where there is one"
    fi
    python_env_stamp >"$python_env/valkka-ready"
}

install_kernel() {
    local native_access=false
    [ "${java_version%%.*}" -lt 24 ] || native_access=true
    "$python_env/bin/python" "$tools/kernelspec.py" "$java_home/bin/java" "$(class_path kernel-ext)" "$native_access" ||
        fail "the kernel 'Java (Valkka)' could not be installed into $python_env"
}

lab() {
    make_python_env
    install_kernel
    cd "$root" || fail "cannot enter $root"
    # JupyterLab refuses to run as root, but root is often the only user of a container.
    [ "$(id -u)" -ne 0 ] || set -- --allow-root "$@"
    exec "$python_env/bin/python" -m jupyterlab --ServerApp.root_dir="$root" --LabApp.default_url=/lab/tree/notebooks/01-tour.ipynb \
        --KernelSpecManager.allowed_kernelspecs=valkka "$@"
}

notebooks() {
    local chosen=()
    cd "$root" || fail "cannot enter $root"
    if [ "${1:-}" = --clean ]; then
        find_python
        exec "$python" "$tools/clean.py" notebooks/*.ipynb
    fi
    make_python_env
    install_kernel
    local name
    for name in "$@"; do
        name=$(basename "$name" .ipynb)
        [ -f "notebooks/$name.ipynb" ] ||
            fail "there is no notebook '$name'; there are: $(cd notebooks && echo *.ipynb | sed 's/\.ipynb//g')"
        chosen+=("notebooks/$name.ipynb")
    done
    [ ${#chosen[@]} -gt 0 ] || chosen=(notebooks/*.ipynb)
    # A directory of its own, away from the user's recordings of the lessons.
    export VALKKA_LESSON_DIR=$root/target/notebooks/recordings/lessons
    mkdir -p "$root/target/notebooks/recordings"
    exec "$python_env/bin/python" "$tools/run.py" target/notebooks "${chosen[@]}"
}
