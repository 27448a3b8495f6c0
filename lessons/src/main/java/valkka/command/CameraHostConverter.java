package valkka.command;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import valkka.onvif.CameraSearch;

/** Reads {@code HOST} or {@code HOST:PORT}; an IPv6 address with a port stands in brackets. */
final class CameraHostConverter implements ITypeConverter<InetSocketAddress> {
    private static final Pattern HOST = Pattern.compile(
            "(?:\\[([0-9A-Fa-f:.]+(?:%[\\w.-]+)?)]|([\\w.-]+))(?::(\\d{1,5}))?|([0-9A-Fa-f:.]+(?:%\\w+)?)");
    private static final int LAST_PORT = 65535;

    @Override
    public InetSocketAddress convert(String word) {
        Matcher host = HOST.matcher(word);
        if (!host.matches()) {
            throw new WrongValueException("give the address or the host name of a camera, such as 192.168.0.157");
        }
        String name = host.group(1) != null ? host.group(1) : host.group(2) != null ? host.group(2) : host.group(4);
        int port = host.group(3) == null ? CameraSearch.PORT : Integer.parseInt(host.group(3));
        if (port < 1 || port > LAST_PORT) {
            throw new WrongValueException("a port is 1 to " + LAST_PORT);
        }
        try {
            return new InetSocketAddress(InetAddress.getByName(name), port);
        } catch (UnknownHostException e) {
            throw new WrongValueException("there is no host " + UsageError.named(name));
        }
    }
}
