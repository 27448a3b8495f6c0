package valkka.fs;

/** Listens to no event of a ring writer. */
final class Nobody implements RingWriter.Listener {
    @Override
    public void loaded(RingState state) {}

    @Override
    public void row(int block, TableRow row) {}

    @Override
    public void blockClosed(int block) {}
}
