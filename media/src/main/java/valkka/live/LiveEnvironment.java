package valkka.live;

import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;

/**
 * What a {@link LiveThread} takes from its surroundings, so that tests can put something else there.
 *
 * @param resolver finds a host's addresses
 * @param clock the wall clock that frames are stamped by
 * @param openPatience how long a look-up may take, and an attempt to open a camera
 * @param keyFramePatience how long a connection may go without a first key frame
 * @param firstPause the pause behind the first failed attempt
 * @param refusedPause the pause behind the first refused password; this long, so that no account gets locked
 * @param longestRefusedPause what that grows to
 * @param filterPatience how long a stop waits for a filter that does not return
 */
record LiveEnvironment(
        NameLookup.Resolver resolver,
        InstantSource clock,
        Duration openPatience,
        Duration keyFramePatience,
        Duration firstPause,
        Duration refusedPause,
        Duration longestRefusedPause,
        Duration filterPatience) {
    static LiveEnvironment usual() {
        return new LiveEnvironment(
                InetAddress::getAllByName,
                InstantSource.system(),
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
                Duration.ofMinutes(30),
                Duration.ofSeconds(5));
    }

    LiveEnvironment withResolver(NameLookup.Resolver v) {
        return new LiveEnvironment(
                v,
                clock,
                openPatience,
                keyFramePatience,
                firstPause,
                refusedPause,
                longestRefusedPause,
                filterPatience);
    }

    LiveEnvironment withOpenPatience(Duration v) {
        return new LiveEnvironment(
                resolver, clock, v, keyFramePatience, firstPause, refusedPause, longestRefusedPause, filterPatience);
    }

    LiveEnvironment withKeyFramePatience(Duration v) {
        return new LiveEnvironment(
                resolver, clock, openPatience, v, firstPause, refusedPause, longestRefusedPause, filterPatience);
    }

    LiveEnvironment withFirstPause(Duration v) {
        return new LiveEnvironment(
                resolver, clock, openPatience, keyFramePatience, v, refusedPause, longestRefusedPause, filterPatience);
    }

    LiveEnvironment withFilterPatience(Duration v) {
        return new LiveEnvironment(
                resolver, clock, openPatience, keyFramePatience, firstPause, refusedPause, longestRefusedPause, v);
    }
}
