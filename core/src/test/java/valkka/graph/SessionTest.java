package valkka.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import valkka.frame.ValkkaException;

/** What a notebook's cells rely on when they are run again. */
class SessionTest {
    private final List<String> diary = new ArrayList<>();
    private final Session session = new Session();

    private AutoCloseable open(String name) {
        diary.add("open " + name);
        return () -> diary.add("close " + name);
    }

    @Test
    void whatIsKeptUnderANameIsClosedBeforeItIsOpenedAnew() {
        AutoCloseable first = session.keep("fs", () -> open("1"));
        AutoCloseable second = session.keep("fs", () -> open("2"));

        assertThat(first).isNotSameAs(second);
        assertThat(diary).containsExactly("open 1", "close 1", "open 2");
    }

    @Test
    void theLastOpenedIsClosedFirstAndAllOfThemOnce() {
        session.keep("fs", () -> open("fs"));
        session.keep("graph", () -> open("graph"));
        assertThat(session).hasToString("Session [fs, graph]");
        session.close();
        session.close();
        assertThat(diary).containsExactly("open fs", "open graph", "close graph", "close fs");
        assertThatThrownBy(() -> session.keep("more", () -> open("more"))).hasMessageContaining("closed");
    }

    @Test
    void whatItHoldsOfATypeCanBeAskedFor() {
        AutoCloseable fs = session.keep("fs", () -> open("fs"));
        session.keep("out", java.io.StringWriter::new);

        assertThat(session.kept(AutoCloseable.class)).hasSize(2).first().isSameAs(fs);
        assertThat(session.kept(java.io.Writer.class)).hasSize(1);
        assertThat(session.kept(String.class)).isEmpty();
    }

    @Test
    @Timeout(30)
    void whatIsClosedMayWaitForSomebodyWhoAsksTheSession() {
        session.keep("fs", () -> open("fs"));
        session.keep("watch", () -> () -> askFromAnotherThread());
        session.keep("watch", () -> () -> askFromAnotherThread());
        session.close();
        assertThat(diary).containsExactly("open fs", "asked", "asked", "close fs");
    }

    private void askFromAnotherThread() throws InterruptedException {
        Thread callback = new Thread(() -> session.kept(AutoCloseable.class), "callback");
        callback.start();
        callback.join();
        diary.add("asked");
    }

    @Test
    void oneThatCannotBeClosedKeepsNoOtherOpen() {
        session.keep("fs", () -> open("fs"));
        session.keep("bad", () -> () -> {
            throw new java.io.IOException("stuck");
        });
        assertThatThrownBy(session::close)
                .isInstanceOf(ValkkaException.class)
                .hasMessageContainingAll("'bad'", "stuck");
        assertThat(diary).containsExactly("open fs", "close fs");
    }

    @Test
    void whatCannotBeOpenedIsNotKept() {
        assertThatThrownBy(() -> session.keep("fs", () -> {
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(session).hasToString("Session []");
    }

    @Test
    @Timeout(60)
    void whatIsOpenedInASessionThatWasClosedMeanwhileIsClosedUnderNoLock() {
        AutoCloseable asksInItsThread = () -> {
            Thread asking = new Thread(() -> diary.add("kept " + session.kept(AutoCloseable.class)));
            asking.start();
            asking.join(30_000);
            diary.add("closed");
        };
        assertThatThrownBy(() -> session.keep("late", () -> {
                    session.close();
                    return asksInItsThread;
                }))
                .hasMessageContaining("the session was closed");
        assertThat(diary).containsExactly("kept []", "closed");
    }
}
