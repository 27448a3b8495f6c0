"""Asks the real kernel what notebooks ask it for besides running cells, and checks its answers.

    kernel.py

Run All stops at a cell that fails, and goes on with the next request; Shift+Tab shows our Javadoc.
"""
import queue
import sys

from jupyter_client.manager import start_new_kernel

SECONDS = 60
FAILURES = {
    "an exception": 'throw new RuntimeException("x");',
    "a compile error": 'int number = "x";',
    "an unfinished statement": "int number = (1",
    "our exception": 'ValkkaSingleFS.loadFromDirectory("no-such-recording")',
    "an interrupt": '{ System.out.println("asleep"); Thread.sleep(60_000); }',
}
# What Shift+Tab shows, where the cursor stands.
SHIFT_TAB = {
    'int one = 1;\nlesson|Recording("DIR");\nint two = 2;': ("lessonRecording(String directory)", "Opens the recording"),
    "session.keep|": ("Session.<T extends AutoCloseable>keep(String name", "Closes the object under the name"),
    "range.last(|": ("last(Duration length)", "Returns the end of this range"),
    "Virtual|Camera camera": ("valkka.camera.VirtualCamera", "A camera for everybody without one"),
    "new Time|Range(1, 2)": ("TimeRange(long from, long to)",),
    "no.such|(": (),
    "|": (),
}


class Kernel:
    """A kernel of its own, and the replies to several requests that were sent at once, as Run All sends them."""

    def __enter__(self):
        self.manager, self.client = start_new_kernel(kernel_name="valkka", startup_timeout=SECONDS)
        return self

    def __exit__(self, *failure):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def run(self, *cells, stop_on_error=True):
        """Returns the status of each cell, and what all of them printed."""
        sent = [self.client.execute(cell, stop_on_error=stop_on_error) for cell in cells]
        printed = self.printed(sent)
        replies = self.replies(sent)
        return [replies[one]["status"] for one in sent], printed

    def replies(self, sent):
        replies = {}
        while len(replies) < len(sent):
            message = self.client.get_shell_msg(timeout=SECONDS)
            if message["parent_header"].get("msg_id") in sent:
                replies[message["parent_header"]["msg_id"]] = message["content"]
        return replies

    def printed(self, sent):
        """Waits until all cells have ended, and interrupts one that sleeps."""
        text, idle = "", set()
        while len(idle) < len(sent):
            message = self.client.get_iopub_msg(timeout=SECONDS)
            one, content = message["parent_header"].get("msg_id"), message["content"]
            if one not in sent:
                continue
            if message["msg_type"] == "stream":
                text += content["text"]
                if content["text"].strip() == "asleep":
                    self.client.control_channel.send(self.client.session.msg("interrupt_request", {}))
            if content.get("execution_state") == "idle":
                idle.add(one)
        return text


def findings_of_failures(kernel):
    for name, failing in FAILURES.items():
        states, printed = kernel.run("1", failing, 'System.out.println("third");', "4")
        if states != ["ok", "error", "aborted", "aborted"] or "third" in printed:
            yield f"after {name} the cells were {states}, and printed {printed!r}"
        states, printed = kernel.run('System.out.println("again");')
        if states != ["ok"] or printed.strip() != "again":
            yield f"after {name} the next run was {states}, and printed {printed!r}"
    states, printed = kernel.run(FAILURES["an exception"], 'System.out.println("second");', stop_on_error=False)
    if states != ["error", "ok"] or printed.strip() != "second":
        yield f"a frontend that wants all cells got {states}, and {printed!r}"


def findings_of_a_first_cell():
    with Kernel() as kernel:
        states, _ = kernel.run(FAILURES["an exception"], "2")
        if states != ["error", "aborted"]:
            yield f"a first cell that fails: {states}"


def findings_of_shift_tab(kernel):
    kernel.run("TimeRange range = new TimeRange(1000, 9000);")
    for marked, wanted in SHIFT_TAB.items():
        sent = kernel.client.inspect(marked.replace("|", ""), marked.index("|"))
        reply = kernel.replies([sent])[sent]
        shown = reply["data"].get("text/plain", "")
        if reply["found"] != bool(wanted) or any(text not in shown for text in wanted):
            yield f"Shift+Tab at {marked!r} shows {shown!r}"


def main():
    found = []
    try:
        found += findings_of_a_first_cell()
        with Kernel() as kernel:
            found += findings_of_failures(kernel)
            found += findings_of_shift_tab(kernel)
    except queue.Empty:
        found.append(f"the kernel did not answer within {SECONDS} s")
    for finding in found:
        print(f"the kernel: {finding}")
    print("the kernel is in order" if not found else f"{len(found)} findings")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
