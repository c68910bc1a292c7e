package dev.gyre.gateway.discovery;

import dev.gyre.schemas.Json;
import dev.gyre.schemas.KubernetesVersion;
import tools.jackson.databind.node.ObjectNode;

/** {@code /version}. */
final class VersionInfo {

    private VersionInfo() {}

    static ObjectNode json() {
        return Json.object()
                .put("major", KubernetesVersion.MAJOR)
                .put("minor", KubernetesVersion.MINOR)
                .put("gitVersion", KubernetesVersion.GIT_VERSION)
                .put("gitCommit", "")
                .put("gitTreeState", "clean")
                .put("buildDate", "2026-01-01T00:00:00Z")
                .put("goVersion", "none")
                .put("compiler", "javac")
                .put("platform", "linux/" + (System.getProperty("os.arch", "").equals("aarch64") ? "arm64" : "amd64"));
    }
}
