package dev.gyre.gateway.table;

import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.protobuf.ProtobufBody;
import dev.gyre.schemas.Status;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a client accepts, read from {@code Accept}, {@code pretty} and {@code includeObject}. The first clause that the API can
 * fulfil wins, as clients list them by preference.
 *
 * @param metaVersion of {@code meta.k8s.io}, for tables and partial objects
 */
public record Representation(
        Form form, String metaVersion, Encoding encoding, boolean isPretty, IncludeObject includeObject) {

    private static final String ACCEPTED = "application/json, application/yaml";

    /** What is served. */
    public enum Form {
        OBJECT,
        TABLE,
        PARTIAL
    }

    /** In which format. */
    public enum Encoding {
        JSON("application/json"),
        YAML("application/yaml"),
        PROTOBUF(ProtobufBody.MEDIA_TYPE);

        private final String mediaType;

        Encoding(String mediaType) {
            this.mediaType = mediaType;
        }

        public String mediaType() {
            return mediaType;
        }
    }

    /** What a row of a table carries of its object. */
    public enum IncludeObject {
        NONE,
        METADATA,
        OBJECT
    }

    /** Whether objects are served as they are, so that their encoding can be shared. */
    public boolean isPlain() {
        return form == Form.OBJECT && (encoding == Encoding.PROTOBUF || (encoding == Encoding.JSON && !isPretty));
    }

    /** Of what is served in JSON and YAML only. */
    public static Representation of(ApiRequest request) {
        return of(request, () -> false);
    }

    /** @param isInProtobuf whether whole objects can be had in protobuf; their metadata always can, tables never */
    public static Representation of(ApiRequest request, BooleanSupplier isInProtobuf) {
        return first(request, wanted -> isServed(wanted, isInProtobuf), isInProtobuf);
    }

    /** Of what is asked and never kept, and so has no metadata: there are no rows and no parts of it, whoever asks for them. */
    public static void requireWhole(ApiRequest request) {
        first(request, wanted -> wanted.form() == Form.OBJECT, () -> false);
    }

    private static Representation first(
            ApiRequest request, Predicate<Representation> isServed, BooleanSupplier isInProtobuf) {
        boolean isPretty = request.flag("pretty");
        String accept = request.header("accept");
        if (accept == null || accept.isBlank()) {
            return new Representation(Form.OBJECT, "v1", Encoding.JSON, isPretty, IncludeObject.METADATA);
        }
        for (String clause : accept.split(",", 32)) {
            Representation wanted = of(clause, isPretty, request);
            if (wanted != null && isServed.test(wanted)) {
                return wanted;
            }
        }
        String accepted = isInProtobuf.getAsBoolean() ? ACCEPTED + ", " + ProtobufBody.MEDIA_TYPE : ACCEPTED;
        throw new StatusException(
                new Status(406, "NotAcceptable", "only the following media types are accepted: " + accepted, null));
    }

    private static boolean isServed(Representation wanted, BooleanSupplier isInProtobuf) {
        return wanted.encoding() != Encoding.PROTOBUF
                || switch (wanted.form()) {
                    case OBJECT -> isInProtobuf.getAsBoolean();
                    case PARTIAL -> true;
                    case TABLE -> false;
                };
    }

    private static @Nullable Representation of(String clause, boolean isPretty, ApiRequest request) {
        String[] parts = clause.strip().split(";", 16);
        Encoding encoding = encoding(parts[0].strip().toLowerCase(Locale.ROOT));
        if (encoding == null) {
            return null;
        }
        Map<String, String> parameters = new HashMap<>();
        for (String part : List.of(parts).subList(1, parts.length)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                parameters.put(
                        part.substring(0, equals).strip(),
                        part.substring(equals + 1).strip());
            }
        }
        Form form = form(parameters.getOrDefault("as", ""));
        if (form == null || "0".equals(parameters.get("q"))) {
            return null;
        }
        String version = parameters.getOrDefault("v", "v1");
        if (form != Form.OBJECT
                && (!parameters.getOrDefault("g", "meta.k8s.io").equals("meta.k8s.io")
                        || !List.of("v1", "v1beta1").contains(version))) {
            return null;
        }
        return new Representation(form, version, encoding, isPretty, includeObject(form, request));
    }

    private static @Nullable Encoding encoding(String mediaType) {
        return switch (mediaType) {
            case "application/json", "*/*", "application/*" -> Encoding.JSON;
            case "application/yaml" -> Encoding.YAML;
            case ProtobufBody.MEDIA_TYPE -> Encoding.PROTOBUF;
            default -> null;
        };
    }

    private static @Nullable Form form(String as) {
        return switch (as) {
            case "" -> Form.OBJECT;
            case "Table" -> Form.TABLE;
            case "PartialObjectMetadata", "PartialObjectMetadataList" -> Form.PARTIAL;
            default -> null;
        };
    }

    private static IncludeObject includeObject(Form form, ApiRequest request) {
        String value = request.parameter("includeObject");
        if (form != Form.TABLE || value == null || value.isEmpty()) {
            return IncludeObject.METADATA;
        }
        return switch (value) {
            case "None" -> IncludeObject.NONE;
            case "Metadata" -> IncludeObject.METADATA;
            case "Object" -> IncludeObject.OBJECT;
            default ->
                throw new StatusException(
                        new Status(400, "BadRequest", "unrecognized includeObject value: \"" + value + "\"", null));
        };
    }
}
