package valkka.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of the causes for which FFmpeg does not load. */
class AvNativesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            java.io.IOException: No space left on device | the disk is full
            Could not create the cache: Set the "org.bytedeco.javacpp.cachedir" system property. | can be written
            /tmp/x/libjniavutil.so: failed to map segment from shared object | noexec
            /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.35' not found | too old
            Could not find jniavutil in class, module, and library paths. | put org.bytedeco:ffmpeg
            """)
    void eachCauseHasItsRemedy(String cause, String remedy) {
        assertThat(AvNatives.explain(cause)).contains(remedy);
    }
}
