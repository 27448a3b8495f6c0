package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RtspUrisTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rtsp://h/live         | track1                 | rtsp://h/live/track1",
                "rtsp://h/live/        | track1                 | rtsp://h/live/track1",
                "rtsp://h/live         | /track1                | rtsp://h/live/track1",
                "rtsp://h/live/        | /track1                | rtsp://h/live/track1",
                "rtsp://h/live?a=1&b=2 | trackID=0              | rtsp://h/live?a=1&b=2/trackID=0",
                "rtsp://h/live         | track1?x=1&y=2#a       | rtsp://h/live/track1?x=1&y=2#a",
                "rtsp://h/live         | rtsp://10.0.0.1/a/t1   | rtsp://10.0.0.1/a/t1",
                "rtsp://h/live         | RTSP://10.0.0.1/a/t1   | RTSP://10.0.0.1/a/t1",
                "rtsp://h/live         | *                      | rtsp://h/live",
                "rtsp://h/live         |                        | rtsp://h/live",
            })
    void aControlIsFound(String base, String control, String expected) {
        assertThat(RtspUris.resolve(base, control)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rtsp://10.255.1.1:554/live/ | rtsp://10.255.1.1:554/live/",
                "''                          | rtsp://h/cam?x=1",
                "/live/                      | rtsp://h/cam?x=1",
                "http://h/live               | rtsp://h/cam?x=1",
                "\"rtsp://h/a/\"             | rtsp://h/a/",
            })
    void aBaseCountsWhereItIsAnAddress(String given, String expected) {
        assertThat(RtspUris.base("rtsp://h/cam?x=1", given)).isEqualTo(expected);
    }
}
