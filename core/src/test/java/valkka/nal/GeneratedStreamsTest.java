package valkka.nal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;

/** Streams made at random, told by cameras whose signs lie at random: live and recorded, the pictures come out. */
class GeneratedStreamsTest {
    private static final int STREAMS = 400;

    /** What a camera says about the end of a picture. */
    enum Marker {
        RIGHT,
        NEVER,
        ALWAYS,
        ON_PARAMETER_SETS
    }

    /** A picture as it was made. */
    private record Made(List<byte[]> units, int sets, boolean key) {}

    private static List<Made> stream(Random random, Codec codec) {
        boolean h265 = codec.equals(Codec.H265);
        int slices = 1 + random.nextInt(4);
        boolean delimited = random.nextInt(3) == 0;
        List<Made> pictures = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            boolean key = i == 0 || random.nextInt(6) == 0;
            List<byte[]> units = new ArrayList<>();
            if (delimited) {
                units.add(NalWriter.delimiter(codec));
            }
            int sets = 0;
            if (i == 0 || (key && random.nextBoolean())) {
                List<byte[]> all = h265
                        ? List.of(NalWriter.vps(0), NalWriter.sps265(0, 0), NalWriter.pps265(0, 0, 0))
                        : List.of(NalWriter.sps(0), NalWriter.pps(0, 0));
                units.addAll(all);
                sets = all.size();
            }
            if (random.nextInt(4) == 0 && !h265) {
                units.add(NalWriter.sei());
            }
            for (int slice = 0; slice < slices; slice++) {
                units.add(
                        h265
                                ? NalWriter.slice265(key ? 19 : 1, slice == 0, 0, 0, key ? 2 : 1)
                                : key ? NalWriter.idr(9 * slice, 0) : NalWriter.slice(9 * slice, 0, i % 16));
            }
            pictures.add(new Made(units, sets, key));
        }
        return pictures;
    }

    @ParameterizedTest
    @EnumSource(Marker.class)
    void liveStreamsComeApartAsTheyWerePutTogether(Marker markers) {
        Random random = new Random(markers.name().hashCode());
        for (int n = 0; n < STREAMS; n++) {
            Codec codec = random.nextBoolean() ? Codec.H264 : Codec.H265;
            List<Made> made = stream(random, codec);
            List<List<byte[]>> got = new ArrayList<>();
            List<Boolean> keys = new ArrayList<>();
            PictureAssembler assembler = new PictureAssembler(codec, picture -> {
                if (picture.isContinuation()) {
                    List<byte[]> joined = new ArrayList<>(got.remove(got.size() - 1));
                    joined.addAll(picture.nalUnits());
                    got.add(joined);
                } else {
                    got.add(picture.nalUnits());
                    keys.add(picture.isKey());
                }
            });
            int times = random.nextInt(3); // standing still, one for two pictures, one each
            for (int i = 0; i < made.size(); i++) {
                Made picture = made.get(i);
                long time = times == 0 ? 0 : times == 1 ? i / 2 : i;
                for (int u = 0; u < picture.units().size(); u++) {
                    boolean set = !NalSyntax.of(codec)
                            .isSlice(NalSyntax.of(codec).type(picture.units().get(u)[4]));
                    boolean marker = switch (markers) {
                        case RIGHT -> u == picture.units().size() - 1;
                        case NEVER -> false;
                        case ALWAYS -> true;
                        case ON_PARAMETER_SETS -> set;
                    };
                    assembler.unit(picture.units().get(u), time, marker, false, i);
                }
            }
            assembler.finish();
            assertThat(keys)
                    .as("stream %d", n)
                    .containsExactlyElementsOf(made.stream().map(Made::key).toList());
            check(codec, made, got);
            assertThat(assembler.damaged()).isZero();
        }
    }

    @Test
    void recordingsComeApartAsTheyWerePutTogether() {
        Random random = new Random(5);
        for (int n = 0; n < STREAMS; n++) {
            Codec codec = random.nextBoolean() ? Codec.H264 : Codec.H265;
            List<Made> made = stream(random, codec);
            List<AccessUnit> got = new ArrayList<>();
            AccessUnitAssembler assembler = new AccessUnitAssembler();
            long time = 1000;
            for (Made picture : made) {
                time += random.nextInt(2) * 40L;
                for (byte[] unit : picture.units()) {
                    Optional<AccessUnit> before = assembler.add(BasicFrame.of(1, 0, time, codec, unit));
                    before.ifPresent(got::add);
                }
            }
            assembler.finish().ifPresent(got::add);
            assertThat(got)
                    .extracting(AccessUnit::key)
                    .containsExactlyElementsOf(made.stream().map(Made::key).toList());
            check(codec, made, got.stream().map(GeneratedStreamsTest::bytes).toList());
        }
    }

    private static List<byte[]> bytes(AccessUnit unit) {
        return unit.nalUnits().stream()
                .map(frame -> {
                    byte[] bytes = new byte[frame.size()];
                    frame.payload().get(bytes);
                    return bytes;
                })
                .toList();
    }

    /** A key picture has all sets, and the other units are as they were made, without delimiters. */
    private static void check(Codec codec, List<Made> made, List<List<byte[]>> got) {
        assertThat(got).hasSameSizeAs(made);
        NalSyntax syntax = NalSyntax.of(codec);
        for (int i = 0; i < made.size(); i++) {
            List<byte[]> expected = new ArrayList<>(made.get(i).units());
            expected.removeIf(unit -> syntax.carriesNoPicture(syntax.type(unit[4])));
            int added =
                    made.get(i).key() ? syntax.parameterSetKinds() - made.get(i).sets() : 0;
            assertThat(got.get(i))
                    .as("picture %d", i)
                    .hasSize(expected.size() + added)
                    .endsWith(expected.toArray(byte[][]::new));
        }
    }

    @ParameterizedTest
    @EnumSource(Marker.class)
    void anyBytesGiveNoExceptionAndNoGrowth(Marker markers) {
        Random random = new Random(100 + markers.name().hashCode());
        List<CodedPicture> pictures = new ArrayList<>();
        AccessUnitAssembler recorded = new AccessUnitAssembler();
        FrameNumbers numbers = new FrameNumbers();
        LeadingPictures leading = new LeadingPictures();
        for (Codec codec : List.of(Codec.H264, Codec.H265)) {
            PictureAssembler live = new PictureAssembler(codec, pictures::add);
            for (int n = 0; n < 30_000; n++) {
                byte[] unit = new byte[random.nextInt(40)];
                random.nextBytes(unit);
                if (random.nextInt(3) == 0 && unit.length > 5) {
                    unit[4] = (byte) (codec.equals(Codec.H264) ? 7 + random.nextInt(2) : (32 + random.nextInt(3)) << 1);
                }
                live.unit(unit, random.nextInt(50), random.nextBoolean(), random.nextInt(20) == 0, n);
                recorded.add(BasicFrame.of(1, 0, random.nextInt(50), codec, unit))
                        .ifPresent(picture -> {
                            numbers.follows(picture);
                            leading.isLeading(picture);
                            leading.begin(picture);
                        });
            }
            assertThat(live.parameterSets().all()).hasSizeLessThan(32 + 256 + 2);
        }
        assertThat(pictures).isNotEmpty().allMatch(picture -> picture.nalUnits().size() <= 4096 + 290);
    }
}
