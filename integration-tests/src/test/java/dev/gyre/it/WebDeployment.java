package dev.gyre.it;

/** The Deployment {@code web} that tests ask over HTTP: it says when it is ready, and answers for as long as it is asked to stop. */
final class WebDeployment {

    private WebDeployment() {}

    static String manifest(int replicas) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  replicas: %d
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec:
                      containers:
                      - name: web
                        image: gyre/web:1
                        imagePullPolicy: IfNotPresent
                        ports: [{containerPort: 80}]
                        readinessProbe: {httpGet: {path: /, port: 80}, periodSeconds: 1}
                """.formatted(replicas);
    }
}
