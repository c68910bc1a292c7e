package dev.gyre.node.lifecycle;

import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.nio.charset.StandardCharsets;

/** Manifests of pods, for tests. */
final class Pods {
    private Pods() {}

    static PodManifest of(String spec) {
        return of(1, "", spec);
    }

    static PodManifest deleting(String spec, long grace) {
        return of(2, ",'deletionTimestamp':'2026-01-01T00:00:00Z','deletionGracePeriodSeconds':" + grace, spec);
    }

    static PodManifest of(long revision, String metadata, String spec) {
        return withStatus(revision, metadata, spec, "{}");
    }

    static PodManifest withStatus(long revision, String metadata, String spec, String status) {
        String json = "{'metadata':{'name':'p','namespace':'default','uid':'u'" + metadata + "},'spec':{" + spec
                + "},'status':" + status + "}";
        ResourceKey key = ResourceKey.namespaced("", "pods", "default", "p");
        return PodManifest.of(Resource.of(
                key, revision, Json.readObject(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8))));
    }

    /** One failure or success of each probe counts, and the container has both hooks. */
    static String probed(String policy) {
        String probe = "{'exec':{'command':['ask']},'failureThreshold':1}";
        return "'restartPolicy':'" + policy + "','containers':[{'name':'c','image':'i:1','startupProbe':" + probe
                + ",'livenessProbe':" + probe + ",'readinessProbe':" + probe
                + ",'lifecycle':{'postStart':{'exec':{'command':['a']}},'preStop':{'exec':{'command':['b']}}}}]";
    }

    static String one(String policy) {
        return "'restartPolicy':'" + policy + "','containers':[{'name':'c','image':'i:1'}]";
    }
}
