package dev.gyre.gateway.resources;

import dev.gyre.events.telemetry.Traceparent;
import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.schemas.Guard;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.Status;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a request says about how it is to be written: dry run, how strictly its fields are read, where it came from, under
 * which guards, and who is to own what it changes. Cause and guards are Gyre's own components' to name: a cause from anybody else is passed over, a
 * guard is refused, since the sender would rely on it.
 *
 * @param manager who owns what the write changes
 * @param isForced whether an apply takes fields from others
 */
record WriteOptions(
        boolean dryRun,
        FieldValidation fieldValidation,
        Provenance provenance,
        List<Guard> guards,
        String manager,
        boolean isForced) {

    static final String COMPONENTS_GROUP = "gyre:components";

    private static final int MAX_CAUSE_LENGTH = 512;

    /** What becomes of a field that the schema does not know. */
    enum FieldValidation {
        IGNORE,
        WARN,
        STRICT
    }

    static WriteOptions of(ApiRequest request, String optionsKind, InstantSource clock) {
        FieldErrors errors = new FieldErrors();
        ManagerName.validate(request, optionsKind, errors);
        boolean dryRun = dryRun(request.query().getOrDefault("dryRun", List.of()), errors);
        String validation = request.parameter("fieldValidation");
        if (validation != null && !Set.of("", "Ignore", "Warn", "Strict").contains(validation)) {
            errors.notSupported(FieldPath.of("fieldValidation"), validation, List.of("Ignore", "Strict", "Warn"));
        }
        if (!errors.isEmpty()) {
            throw Refusal.invalid("meta.k8s.io", optionsKind, "", errors);
        }
        FieldValidation fieldValidation = validation == null || validation.isEmpty()
                ? FieldValidation.WARN
                : FieldValidation.valueOf(validation.toUpperCase(Locale.ROOT));
        return new WriteOptions(
                dryRun,
                fieldValidation,
                provenance(request, clock),
                guards(request),
                ManagerName.of(request),
                request.flag("force"));
    }

    static boolean dryRun(List<String> values, FieldErrors errors) {
        for (String value : values) {
            if (!value.equals("All")) {
                errors.notSupported(FieldPath.of("dryRun"), value, List.of("All"));
            }
        }
        return !values.isEmpty();
    }

    WriteOptions orDryRun(boolean alsoDryRun) {
        return alsoDryRun ? new WriteOptions(true, fieldValidation, provenance, guards, manager, isForced) : this;
    }

    private static Provenance provenance(ApiRequest request, InstantSource clock) {
        String cause = isComponent(request) ? request.header("gyre-cause") : null;
        return new Provenance(
                request.user().name(),
                cause == null || cause.isEmpty() || cause.length() > MAX_CAUSE_LENGTH ? request.id() : cause,
                Traceparent.valid(request.header("traceparent")),
                clock.instant());
    }

    private static List<Guard> guards(ApiRequest request) {
        String header = request.header("gyre-guards");
        if (header == null || header.isEmpty()) {
            return List.of();
        }
        if (!isComponent(request)) {
            throw new StatusException(new Status(
                    403,
                    "Forbidden",
                    "user \"%s\" may not send guards: only members of %s may"
                            .formatted(request.user().name(), COMPONENTS_GROUP),
                    null));
        }
        return GuardHeader.read(header);
    }

    /** Whether one of Gyre's own parts asks. */
    static boolean isComponent(ApiRequest request) {
        return request.user().groups().contains(COMPONENTS_GROUP);
    }

    /** When the write was asked for, in the API's whole seconds. */
    String time() {
        return provenance.time().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** The guards and one more. */
    List<Guard> guardsAnd(List<Guard> more) {
        return java.util.stream.Stream.concat(guards.stream(), more.stream()).toList();
    }
}
