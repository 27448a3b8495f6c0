package valkka.lessons;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.lessons.Command.Result;

/** The launcher fetches Maven with nothing but the JDK and checks it. The repository is one on this machine, and so is its Maven. */
class MavenWrapperTest {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final Path JAR = Path.of(".mvn", "wrapper", "maven-wrapper.jar");

    /** A Maven that makes what the launcher looks for. */
    private static final String MAVEN = """
            package org.apache.maven.wrapper;
            import java.nio.file.*;
            public class MavenWrapperMain {
                public static void main(String[] arguments) throws Exception {
                    if (!String.join(" ", arguments).contains("--version")) {
                        Files.createDirectories(Path.of("lessons/target/classes"));
                        Files.writeString(Path.of("lessons/target/classpath"), Path.of("pom.xml").toAbsolutePath().toString());
                    }
                }
            }
            """;

    @TempDir
    Path temp;

    private final AtomicInteger requests = new AtomicInteger();
    private Path root;
    private Path bin;
    private byte[] jar;
    private HttpServer repository;

    @BeforeEach
    void aFreshCloneAndARepository() throws Exception {
        root = Files.createDirectory(temp.resolve("my project"));
        bin = Files.createDirectory(temp.resolve("bin"));
        for (String tool : List.of(
                "cat", "dirname", "find", "grep", "head", "mkdir", "mv", "rm", "sed", "sha256sum", "tr", "uname")) {
            Files.createSymbolicLink(bin.resolve(tool), LauncherTest.onPath(tool));
        }
        for (String file : List.of("valkka", "mvnw", ".mvn/wrapper/MavenWrapperDownloader.java")) {
            Files.createDirectories(root.resolve(file).getParent());
            Files.copy(PROJECT.resolve(file), root.resolve(file));
        }
        Files.writeString(root.resolve("pom.xml"), "<project/>");
        Files.createDirectories(root.resolve("lessons/src/main"));
        Files.createDirectories(root.resolve("docs/reference"));
        Files.writeString(root.resolve("lessons/pom.xml"), "<project/>");
        jar = compile();
        sums(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(jar)));
        repository = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        repository.createContext("/maven2/org/apache/maven/wrapper/", exchange -> {
            requests.incrementAndGet();
            exchange.sendResponseHeaders(200, jar.length);
            exchange.getResponseBody().write(jar);
            exchange.close();
        });
        repository.start();
    }

    @AfterEach
    void endTheRepository() {
        if (repository != null) {
            repository.stop(0);
        }
    }

    @Test
    void itIsFetchedOnceWithNothingButTheJdk() throws Exception {
        Result first = launcher();
        Files.setLastModifiedTime(
                root.resolve("pom.xml"), FileTime.from(Instant.now().plusSeconds(60)));
        Result second = launcher();

        assertThat(first.err())
                .startsWith("Fetching Maven (once: 10 MB) ...\nBuilding jvalkka (first time")
                .hasLineCount(2);
        assertThat(first.exit()).isZero();
        assertThat(second.err()).isEqualTo("Building jvalkka ...\n");
        assertThat(requests).hasValue(1);
    }

    @Test
    void oneOfAnotherSumIsRefusedAndNothingOfItIsLeft() throws Exception {
        sums("0".repeat(64));

        Result result = launcher();

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err())
                .contains("Failed to validate Maven wrapper SHA-256")
                .endsWith(told());
        assertThat(root.resolve(JAR)).doesNotExist();
        assertThat(root.resolve("lessons/target")).doesNotExist();
    }

    @Test
    void withoutANetworkTheUserIsToldWhatToDo() throws Exception {
        repository.stop(0);

        Result result = launcher();

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).hasLineCount(2).endsWith(told());
        assertThat(root.resolve(JAR)).doesNotExist();
    }

    @Test
    void theProjectsOwnComesFromMavenCentralAndHasTwoSums() throws IOException {
        assertThat(Files.readString(PROJECT.resolve(".mvn/wrapper/maven-wrapper.properties")))
                .containsPattern(
                        "(?m)^distributionUrl=https://repo\\.maven\\.apache\\.org/maven2/org/apache/maven/apache-maven/")
                .containsPattern("(?m)^distributionSha256Sum=[0-9a-f]{64}$")
                .containsPattern("(?m)^wrapperSha256Sum=[0-9a-f]{64}$");
    }

    private String told() {
        return "valkka: Maven could not be fetched from " + address()
                + "; try again with a network, or name a mirror: MVNW_REPOURL=https://...\n";
    }

    private String address() {
        return "http://127.0.0.1:" + repository.getAddress().getPort() + "/maven2";
    }

    private Result launcher() throws Exception {
        return Command.of(LauncherTest.onPath("bash"), root.resolve("valkka"), "classpath")
                .with("PATH", bin)
                .with("JAVA_HOME", System.getProperty("java.home"))
                .with("MVNW_REPOURL", address())
                .run();
    }

    private void sums(String sha256) throws IOException {
        Files.writeString(root.resolve(".mvn/wrapper/maven-wrapper.properties"), "wrapperSha256Sum=" + sha256 + "\n");
    }

    private byte[] compile() throws IOException {
        Path source = Files.writeString(temp.resolve("MavenWrapperMain.java"), MAVEN);
        Path classes = temp.resolve("classes");
        int status =
                ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", classes.toString(), source.toString());
        assertThat(status).isZero();
        String name = "org/apache/maven/wrapper/MavenWrapperMain.class";
        Path file = temp.resolve("maven-wrapper.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file))) {
            out.putNextEntry(new JarEntry(name));
            Files.copy(classes.resolve(name), out);
            out.closeEntry();
        }
        return Files.readAllBytes(file);
    }
}
