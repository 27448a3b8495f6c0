package valkka.simulator;

/** What a recorder promises, and every run of the simulator checks. */
enum Promise {
    WHOLE("every frame is, to the byte, a frame that was sent"),
    ORDER("frames come in the order in which they were sent, and none twice"),
    ACKNOWLEDGED("a frame that was acknowledged is there"),
    FLUSHED_IN_TIME("a frame is safe from a kill within a second"),
    GAPS_TOLD("a picture that is missing was counted"),
    COUNTERS("the counters add up to what was sent"),
    TIMES("times grow from picture to picture, and keep the pictures' spacing"),
    DECODABLE("a stream begins with a key frame, and its pictures are whole"),
    RING_ORDER("the ring overwrites its oldest block"),
    ONE_WRITER("a second writer is refused, and the next one after an end is not"),
    GOES_ON("a recording opens again after every fault, and cameras come back"),
    CHECKED("the checker finds no fault in what the writer left");

    private final String text;

    Promise(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
