package dev.gyre.gateway.cel;

import dev.cel.common.types.ListType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.gyre.gateway.rules.NameFormat;
import dev.gyre.schemas.selection.LabelSyntax;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code format.dns1123Label().validate(text)}: the formats that Kubernetes itself holds names and values to. */
final class NamedFormats {

    private static final OpaqueType FORMAT = OpaqueType.create("kubernetes.NamedFormat");
    private static final OptionalType FAULTS = OptionalType.create(ListType.create(SimpleType.STRING));
    private static final String UUID = "[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}";
    private static final Map<String, Format> ALL = all(
            new Format("dns1123Label", NameFormat.LABEL::fault),
            new Format("dns1123Subdomain", NameFormat.SUBDOMAIN::fault),
            new Format("dns1035Label", NameFormat.SERVICE::fault),
            new Format("qualifiedName", LabelSyntax::keyProblem),
            new Format("dns1123LabelPrefix", prefix(NameFormat.LABEL)),
            new Format("dns1123SubdomainPrefix", prefix(NameFormat.SUBDOMAIN)),
            new Format("dns1035LabelPrefix", prefix(NameFormat.SERVICE)),
            new Format("labelValue", LabelSyntax::valueProblem),
            new Format("uri", NamedFormats::uriFault),
            new Format("uuid", text -> text.matches(UUID) ? null : "does not match the UUID format"),
            new Format("byte", text -> parses(Base64.getDecoder()::decode, text) ? null : "invalid base64"),
            new Format("date", text -> parses(LocalDate::parse, text) ? null : "invalid date"),
            new Format("datetime", text -> parses(OffsetDateTime::parse, text) ? null : "invalid datetime"));

    private NamedFormats() {}

    /** A format, and what is wrong with a text that does not have it; null for nothing. */
    record Format(String name, Function<String, @Nullable String> fault) {
        Optional<List<String>> validate(String text) {
            return Optional.ofNullable(fault.apply(text)).map(List::of);
        }
    }

    static Functions all() {
        Functions functions = new Functions()
                .global(
                        "format.named",
                        OptionalType.create(FORMAT),
                        SimpleType.STRING,
                        String.class,
                        name -> Optional.ofNullable(ALL.get(name)))
                .member("validate", FAULTS, FORMAT, Format.class, SimpleType.STRING, String.class, Format::validate);
        ALL.values().forEach(format -> functions.constant("format." + format.name(), FORMAT, format));
        return functions;
    }

    private static Map<String, Format> all(Format... formats) {
        Map<String, Format> all = new LinkedHashMap<>();
        for (Format format : formats) {
            all.put(format.name(), format);
        }
        return all;
    }

    /** What a generated end is still put behind. */
    private static Function<String, @Nullable String> prefix(NameFormat format) {
        return text -> format.fault(text.replaceAll("-$", "") + "a");
    }

    private static @Nullable String uriFault(String text) {
        try {
            return new URI(text).isAbsolute() || text.startsWith("/") ? null : "invalid URI for request";
        } catch (URISyntaxException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static boolean parses(Consumer<String> parser, String text) {
        try {
            parser.accept(text);
            return true;
        } catch (DateTimeException | IllegalArgumentException e) {
            return false;
        }
    }
}
