package valkka.onvif;

import java.io.StringReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * One element of an XML text that a stranger sent. Names are without their namespace, because
 * cameras differ in these. A text with a document type, an entity of its own, or more elements than
 * any camera sends is refused, so nothing outside is read and nothing grows.
 *
 * @param name the local name
 * @param attributes by local name
 * @param children in their order
 * @param text the element's own text, without blanks around it
 */
record XmlElement(String name, Map<String, String> attributes, List<XmlElement> children, String text) {
    private static final int MAX_ELEMENTS = 20_000;
    private static final int MAX_DEPTH = 40;

    /**
     * Returns the outermost element of a text. The caller bounds its size.
     *
     * @throws ValkkaException {@code CORRUPT} when it is no such text
     */
    static XmlElement parse(byte[] xml) {
        try {
            XMLStreamReader reader = factory().createXMLStreamReader(new StringReader(text(xml)));
            try {
                return new Parser(reader).run();
            } finally {
                reader.close();
            }
        } catch (XMLStreamException e) {
            throw corrupt("no XML" + at(e));
        } catch (ValkkaException e) {
            throw e;
        } catch (RuntimeException e) { // the JDK's parser meets some broken texts so
            throw corrupt("no XML");
        }
    }

    /**
     * Returns the text of the bytes, whatever encoding they declare: SOAP over UDP has UTF-8 and
     * UTF-16 alone. (The JDK's own decoder prints broken bytes' errors on standard error.)
     */
    private static String text(byte[] xml) {
        boolean mark = xml.length > 1 && ((xml[0] & 0xff) == 0xfe || (xml[0] & 0xff) == 0xff);
        Charset charset = mark ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
        String text = new String(xml, charset);
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }

    private static String at(XMLStreamException e) {
        return e.getLocation() == null ? "" : " from line " + e.getLocation().getLineNumber() + " on";
    }

    /** Without the parser's own words: they quote the camera, and a stack trace would show them. */
    private static ValkkaException corrupt(String why) {
        return new ValkkaException(Kind.CORRUPT, "the camera's answer is " + why);
    }

    /** Returns all elements of that name at any depth, in their order. */
    Stream<XmlElement> all(String wanted) {
        Stream<XmlElement> below = children.stream().flatMap(child -> child.all(wanted));
        return name.equals(wanted) ? Stream.concat(Stream.of(this), below) : below;
    }

    /** Returns the first element of that name at any depth. */
    Optional<XmlElement> first(String wanted) {
        return all(wanted).findFirst();
    }

    /** Returns the text of the first element of that name at any depth; empty without one. */
    String textOf(String wanted) {
        return first(wanted).map(XmlElement::text).orElse("");
    }

    /** Reads one text. */
    private static final class Parser {
        private final XMLStreamReader reader;
        private final Deque<XmlElement> open = new ArrayDeque<>();
        private final Deque<StringBuilder> texts = new ArrayDeque<>();
        private int elements;

        Parser(XMLStreamReader reader) {
            this.reader = reader;
        }

        XmlElement run() throws XMLStreamException {
            XmlElement root = null;
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case XMLStreamConstants.START_ELEMENT -> begin();
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text();
                    case XMLStreamConstants.END_ELEMENT -> root = end();
                    case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                        throw new ValkkaException(
                                Kind.CORRUPT, "the camera's answer has a document type or entities of its own");
                    default -> {
                        // comments and the like
                    }
                }
            }
            if (root == null) {
                throw new ValkkaException(Kind.CORRUPT, "the camera's answer is no XML");
            }
            return root;
        }

        private void begin() {
            if (++elements > MAX_ELEMENTS || open.size() >= MAX_DEPTH) {
                throw new ValkkaException(
                        Kind.CORRUPT,
                        "the camera's answer has over " + MAX_ELEMENTS + " elements, or over " + MAX_DEPTH
                                + " one in another");
            }
            Map<String, String> attributes = new TreeMap<>();
            for (int i = 0; i < reader.getAttributeCount(); i++) {
                attributes.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
            }
            open.push(new XmlElement(reader.getLocalName(), attributes, new ArrayList<>(), ""));
            texts.push(new StringBuilder());
        }

        private void text() {
            if (!texts.isEmpty()) {
                texts.peek().append(reader.getText());
            }
        }

        private XmlElement end() {
            XmlElement begun = open.pop();
            String text = texts.pop().toString().strip();
            XmlElement whole = new XmlElement(begun.name, begun.attributes, begun.children, text);
            if (!open.isEmpty()) {
                open.peek().children.add(whole);
            }
            return whole;
        }
    }
}
