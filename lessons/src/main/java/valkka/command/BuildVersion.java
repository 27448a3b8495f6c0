package valkka.command;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/** The version that Maven wrote into the build. */
final class BuildVersion implements IVersionProvider {
    private static final String RESOURCE = "version.properties";

    @Override
    public String[] getVersion() {
        return new String[] {"jvalkka " + text(), "Java " + System.getProperty("java.version")};
    }

    private static String text() {
        Properties properties = new Properties();
        try (InputStream in = BuildVersion.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new ValkkaException(Kind.NOT_FOUND, RESOURCE + " is not on the class path: build jvalkka again");
            }
            properties.load(in);
        } catch (IOException e) {
            throw new ValkkaException(Kind.IO, "cannot read " + RESOURCE + ": " + e.getMessage(), e);
        }
        return properties.getProperty("version");
    }
}
