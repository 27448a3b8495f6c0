package valkka.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretSearchTest {
    private final SecretSearch shown = new SecretSearch("admin", List.of("S3cret<&@/ü")).alsoFor("Alone");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "S3cret<&@/ü",
                "a half: s3cret",
                "S3cret%3C%26%40%2F%C3%BC",
                "S3cret%3c%26%40/%c3%bc",
                "S3cret%253C%2526%2540%252F%25C3%25BC",
                "S3cret&lt;&amp;@/ü",
                "S3cret<&@/Ã¼",
                "UzNjcmV0PCZAL8O8",
                "YWRtaW46UzNjcmV0PCZAL8O8",
                "eFMzY3JldDwmQC/DvA==",
                "not at its beginning: Alone",
            })
    void aSecretIsFoundInEveryForm(String text) {
        shown.add("before");
        shown.add("something " + text + " or other");
        assertThat(shown.found())
                .isNotEmpty()
                .allSatisfy(found ->
                        assertThat(found).contains("before\nsomething ").contains(" or other"));
    }

    @Test
    void whatHidesTheSecretIsNotFound() {
        shown.add("rtsp://admin:***@127.0.0.1/alone");
        assertThat(shown.found()).isEmpty();
    }

    @Test
    void theTraceOfAnExceptionAndTheParametersAndCausesOfALogRecordAreLookedThrough() {
        Logger logger = Logger.getLogger("valkka.testkit.secret");
        try (RecordedLog log = RecordedLog.of("valkka.testkit")) {
            logger.log(Level.FINEST, "with a cause", new IllegalStateException("outer", new IOException("S3cret")));
            logger.log(Level.FINEST, "with a parameter", "Alone");
            assertThat(log.records()).hasSize(2);
            shown.add(log.text());
        }
        logger.severe("nobody records any longer: S3cret");
        assertThat(shown.found()).hasSize(2);
        shown.add(new IllegalStateException("outer", new IOException("S3cret<&@/ü")));
        assertThat(shown.found()).hasSizeGreaterThan(2);
    }
}
