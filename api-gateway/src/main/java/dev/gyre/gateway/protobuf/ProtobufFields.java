package dev.gyre.gateway.protobuf;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What stands in which field of which message of Kubernetes' protobuf, from {@code protobuf-fields.txt}. Read when the first
 * such body arrives.
 */
final class ProtobufFields {

    /** How often a field's value stands in it, and under which name. */
    enum Shape {
        SINGLE,
        LIST,
        MAP,
        /** Its fields are those of the message around it. */
        INLINE
    }

    /** @param type a scalar, a word that {@link ProtobufBody} knows, or the name of a message */
    record Field(String name, Shape shape, String type) {}

    private static final Set<String> OF_NO_GROUP = Set.of("DeleteOptions", "Status");

    private static final class Holder {
        private static final ProtobufFields FIELDS = new ProtobufFields();
    }

    private final Map<String, Map<Integer, Field>> messages = new HashMap<>();

    static ProtobufFields get() {
        return Holder.FIELDS;
    }

    private ProtobufFields() {
        Map<Integer, Field> message = Map.of();
        try (InputStream in = ProtobufFields.class.getResourceAsStream("protobuf-fields.txt");
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("#")) {
                    continue;
                }
                if (!line.startsWith(" ")) {
                    message = new HashMap<>();
                    once(messages.put(line, message), line);
                    continue;
                }
                String[] words = line.strip().split(" ");
                Shape shape = words.length == 3
                        ? Shape.SINGLE
                        : switch (words[2]) {
                            case "list" -> Shape.LIST;
                            case "map" -> Shape.MAP;
                            default -> Shape.INLINE;
                        };
                Field field = new Field(words[1], shape, words[words.length - 1]);
                once(message.put(Integer.valueOf(words[0]), field), line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void once(@Nullable Object before, String line) {
        if (before != null) {
            throw new IllegalStateException("protobuf-fields.txt says twice: " + line);
        }
    }

    @Nullable
    Map<Integer, Field> message(String name) {
        return messages.get(name);
    }

    /** The message of an object: {@code apps/v1} and {@code Deployment} give {@code apps.v1.Deployment}. */
    @Nullable
    Map<Integer, Field> ofObject(String apiVersion, String kind) {
        if (OF_NO_GROUP.contains(kind) || apiVersion.startsWith("meta.k8s.io/")) {
            return messages.get("m.apis.meta.v1." + kind);
        }
        int slash = apiVersion.indexOf('/');
        String group = slash < 0 ? "core" : apiVersion.substring(0, slash).split("[.]")[0];
        return messages.get(group + "." + apiVersion.substring(slash + 1) + "." + kind);
    }
}
