package dev.gyre.schemas;

/**
 * Which Kubernetes is spoken here, by servers and kubelets alike. Clients compare the number with what they need, so it is
 * the version whose API is served; Gyre's own is build metadata, which semantic versions ignore when they compare.
 */
public final class KubernetesVersion {

    public static final String MAJOR = "1";
    public static final String MINOR = "32";
    public static final String GIT_VERSION = "v" + MAJOR + "." + MINOR + ".0+gyre.0.1.0";

    private KubernetesVersion() {}
}
