"""Checks the sound of the player on a recording with a beep at the beginning of each second."""
BEEP = 0.15  # louder than the hum
RATE = 8000
# The sound is within a picture of the pictures, on a quiet machine; ten times that on CI's.
MOST_OFFSET_MS = 400
# Notes what is handed to the sound card, with the moment it is heard, and the time that the page shows meanwhile.
LISTEN = """() => {
    window.heard = [];
    window.shown = [];
    const start = AudioBufferSourceNode.prototype.start;
    AudioBufferSourceNode.prototype.start = function (when, from) {
        const samples = this.buffer.getChannelData(0);
        const beep = samples.findIndex((one) => Math.abs(one) > %f);
        const { sampleRate } = this.buffer;
        window.heard.push({ context: this.context, at: when - from + Math.max(0, beep) / sampleRate, beep: beep >= 0, rate: sampleRate });
        return start.call(this, when, from);
    };
    const root = document.querySelector('#player').shadowRoot.querySelector('.player');
    const look = () => {
        const context = window.heard.at(-1)?.context;
        const { contextTime = 0, performanceTime = 0 } = context?.getOutputTimestamp() ?? {};
        const zero = performanceTime - contextTime * 1000;
        window.shown.push({ now: performance.now(), time: Number(root.dataset.time), zero, context });
        requestAnimationFrame(look);
    };
    look();
}""" % BEEP
# For each beep: how far the time of the page is beyond the full second when the beep is heard.
OFFSETS = """() => {
    const offsets = [];
    let last = -1;
    for (const { context, at, beep } of window.heard) {
        const mapped = window.shown.filter((one) => one.context === context && one.zero !== 0);
        const near = (one) => Math.abs(one.zero + at * 1000 - one.now);
        const best = mapped.reduce((a, b) => (a === null || near(b) < near(a) ? b : a), null);
        if (!beep || best === null || (last >= 0 && at - last < 0.5)) continue;
        last = at;
        const moment = best.zero + at * 1000;
        const next = window.shown.findIndex((one) => one.now > moment);
        if (next < 1) continue;
        const [a, b] = [window.shown[next - 1], window.shown[next]];
        const time = a.time + ((b.time - a.time) * (moment - a.now)) / (b.now - a.now);
        offsets.push(((time + 500) % 1000) - 500);
    }
    return offsets;
}"""


def offsets(page, milliseconds):
    """Plays from the beginning with sound, and returns the milliseconds from each beep to its second."""
    page.evaluate(LISTEN)
    page.keyboard.press("Home")
    page.keyboard.press("m")
    page.keyboard.press("Space")
    page.wait_for_timeout(milliseconds)
    return page.evaluate(OFFSETS)


def beeps_come_with_the_second(page):
    found = offsets(page, 4_000)
    print(f"      sound: {', '.join(f'{one:.0f}' for one in found)} ms from beep to picture")
    assert len(found) >= 2 and all(abs(one) < MOST_OFFSET_MS for one in found), found
    rates = page.evaluate("() => [...new Set(window.heard.map((one) => one.rate))]")
    assert rates == [RATE], rates
    page.keyboard.press("k")
    page.wait_for_timeout(300)
    packets = page.evaluate("() => window.heard.length")
    page.wait_for_timeout(500)
    assert page.evaluate("() => window.heard.length") == packets, "the sound goes on behind a pause"
