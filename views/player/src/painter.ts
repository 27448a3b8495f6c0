/** A picture that takes longer to draw, in the mean, is drawn by the page itself. */
const SLOW_MS = 2;
const MEASURED = 8;

interface Waiting {
  frame: VideoFrame;
  done(): void;
}

/**
 * Draws pictures on a canvas. Without a graphics processor a browser takes 4 to 8 ms for a picture of
 * 1280 by 720, and copying its pixels takes less than 2 ms. So the first pictures are measured.
 */
export class Painter {
  private readonly context: CanvasRenderingContext2D | null;
  private measured = 0;
  private spent = 0;
  private copies = true; // until copying fails
  private copying = false;
  private waiting: Waiting | null = null;
  private pixels: ImageData | null = null;
  private version = 0; // of what stands on the canvas

  constructor(private readonly canvas: HTMLCanvasElement) {
    this.context = canvas.getContext("2d", { alpha: false });
  }

  /** Draws a picture; `done` is called once it is on the canvas, unless a later one takes its place. */
  paint(image: CanvasImageSource, width: number, height: number, done: () => void): void {
    const frame = this.isSlow ? copyable(image, width, height) : null;
    if (frame === null) {
      this.draw(image, width, height);
      done();
      return;
    }
    this.waiting?.frame.close();
    this.waiting = { frame, done };
    if (!this.copying) {
      void this.copyWaiting();
    }
  }

  private get isSlow(): boolean {
    return this.copies && this.measured === MEASURED && this.spent > SLOW_MS * MEASURED;
  }

  private draw(image: CanvasImageSource, width: number, height: number): void {
    const begin = performance.now();
    this.forget();
    this.resize(width, height);
    this.context?.drawImage(image, 0, 0, width, height);
    if (this.measured < MEASURED) {
      this.measured++;
      this.spent += performance.now() - begin;
    }
  }

  private resize(width: number, height: number): void {
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
    }
  }

  private async copyWaiting(): Promise<void> {
    this.copying = true;
    for (let next = this.take(); next !== null; next = this.take()) {
      const { frame, done } = next;
      const { displayWidth, displayHeight } = frame;
      const { version } = this;
      try {
        if (this.pixels?.width !== displayWidth || this.pixels.height !== displayHeight) {
          this.pixels = new ImageData(displayWidth, displayHeight);
        }
        await frame.copyTo(this.pixels.data, { format: "RGBA" });
        if (version === this.version) {
          this.resize(displayWidth, displayHeight);
          this.context?.putImageData(this.pixels, 0, 0);
          done();
        }
      } catch {
        this.copies = false; // the next picture is drawn
      } finally {
        frame.close();
      }
    }
    this.copying = false;
  }

  private take(): Waiting | null {
    const next = this.waiting;
    this.waiting = null;
    return next;
  }

  clear(): void {
    this.forget();
    this.context?.clearRect(0, 0, this.canvas.width, this.canvas.height);
  }

  /** Gives back what waits. The picture that is shown stays. */
  forget(): void {
    this.version++;
    this.take()?.frame.close();
  }
}

/** Returns a frame of one's own with the pixels of a picture; null where they cannot be copied as they are. */
function copyable(image: CanvasImageSource, width: number, height: number): VideoFrame | null {
  try {
    const frame =
      image instanceof VideoFrame ? image.clone() : image instanceof HTMLVideoElement ? new VideoFrame(image, { timestamp: 0 }) : null;
    const visible = frame?.visibleRect;
    if (frame !== null && visible?.width === width && visible.height === height) {
      return frame;
    }
    frame?.close();
    return null;
  } catch {
    return null; // an image of no size, or of another page
  }
}
