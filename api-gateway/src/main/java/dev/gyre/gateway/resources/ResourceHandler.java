package dev.gyre.gateway.resources;

import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.RequestInfo;
import dev.gyre.gateway.Warnings;
import dev.gyre.gateway.conversion.VersionViews;
import dev.gyre.gateway.protobuf.ProtobufAnswer;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.table.Representation;
import dev.gyre.schemas.ApiVersion;
import dev.gyre.schemas.KindSet;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.ResourceKind.Verb;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The way in: a request about a resource that has been authenticated and authorized, routed to its verb. Refusals fail the
 * stage with {@link ApiResponse.StatusException}, also those found before anything asynchronous began.
 */
public final class ResourceHandler {

    private final Environment environment;
    private final Reading reading;
    private final Watching watching;
    private final Creation creation;
    private final Updating updating;
    private final Deletion deletion;
    private final CollectionDeletion collectionDeletion;
    private final Subresources subresources;

    public ResourceHandler(Environment environment) {
        this.environment = environment;
        Answers answers = new Answers(environment.clock());
        Crossing crossing = new Crossing(environment.conversions());
        ReadModifyWrite writes = new ReadModifyWrite(environment, crossing);
        reading = new Reading(environment.reader(), crossing, answers);
        watching = new Watching(environment, reading, crossing, answers);
        creation = new Creation(environment, crossing, answers);
        updating = new Updating(environment, writes, creation, answers);
        deletion = new Deletion(environment, writes, answers);
        collectionDeletion = new CollectionDeletion(environment, reading, deletion, answers);
        subresources = new Subresources(environment, reading, writes, updating, deletion, answers);
    }

    public CompletionStage<ApiResponse> handle(ApiRequest request, RequestInfo asked) {
        try {
            RequestInfo info = Binding.meant(request, asked, environment.limits());
            KindSet kinds = environment.kinds().current();
            if (kinds.served(info.apiVersion(), info.resource()) != null) {
                return routed(call(request, info, kinds));
            }
            // Nobody is told that there is no such kind because the cache was behind.
            return environment.reader().consistent().thenCompose(newest -> {
                KindSet defined = environment.kinds().at(newest);
                return routed(call(request, info, defined));
            });
        } catch (RuntimeException refusal) {
            return CompletableFuture.failedStage(refusal);
        }
    }

    private CompletionStage<ApiResponse> routed(ResourceCall call) {
        return route(call).exceptionallyCompose(failure -> CompletableFuture.failedStage(warned(call, failure)));
    }

    /** Who warns of a request and refuses it is heard with both. */
    private static Throwable warned(ResourceCall call, Throwable failure) {
        List<String> warnings = call.warnings().all();
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return !warnings.isEmpty() && cause instanceof StatusException refusal ? refusal.warnedOf(warnings) : failure;
    }

    private ResourceCall call(ApiRequest request, RequestInfo info, KindSet kinds) {
        ResourceKind served = kinds.served(info.apiVersion(), info.resource());
        ResourceKind kind = served == null && WriteOptions.isComponent(request) ? stored(info, kinds) : served;
        ApiVersion version = kind == null ? null : kind.version(info.apiVersion());
        if (kind == null || version == null) {
            throw Refusal.noSuchResource();
        }
        KindRules rules = environment.kinds().rules(kind, version, environment.rules());
        return new ResourceCall(
                request,
                info,
                kind,
                version,
                rules,
                Representation.of(request, () -> ProtobufAnswer.covers(version.apiVersion(), kind.kind())),
                new VersionViews(environment.conversions(), kind),
                new Warnings());
    }

    /** Gyre's own parts speak of objects as they are stored, whether others can see them so or not. */
    private static @Nullable ResourceKind stored(RequestInfo info, KindSet kinds) {
        ResourceKind kind = kinds.find(info.group(), info.resource());
        return kind != null && kind.apiVersion().equals(info.apiVersion()) ? kind : null;
    }

    private CompletionStage<ApiResponse> route(ResourceCall call) {
        RequestInfo info = call.info();
        if (info.subresource() != null) {
            return subresources.handle(call);
        }
        requireVerb(call);
        return switch (info.verb()) {
            case "get" -> reading.get(named(call));
            case "list" -> reading.list(call);
            case "watch" -> watching.watch(call);
            case "create" -> creation.create(unnamed(placed(call)));
            case "update" -> updating.update(named(call));
            case "patch" ->
                ManagerName.isApply(call.request()) ? updating.apply(named(call)) : updating.patch(named(call));
            case "delete" -> deletion.delete(named(call));
            case "deletecollection" -> collectionDeletion.delete(placed(call));
            default -> throw Refusal.methodNotAllowed();
        };
    }

    private static void requireVerb(ResourceCall call) {
        boolean isServed = call.kind().verbs().stream()
                .map(Verb::name)
                .anyMatch(
                        verb -> verb.toLowerCase(Locale.ROOT).equals(call.info().verb()));
        if (!isServed) {
            throw Refusal.methodNotAllowed();
        }
    }

    private static ResourceCall named(ResourceCall call) {
        if (call.key().name().isEmpty()) {
            throw Refusal.methodNotAllowed();
        }
        return placed(call);
    }

    /** What is created says its name itself. */
    private static ResourceCall unnamed(ResourceCall call) {
        if (call.info().name() != null) {
            throw Refusal.methodNotAllowed();
        }
        return call;
    }

    /** What is about one namespace cannot be asked of all of them. */
    private static ResourceCall placed(ResourceCall call) {
        if (call.kind().isNamespaced() && call.info().namespace().isEmpty()) {
            throw Refusal.methodNotAllowed();
        }
        return call;
    }
}
