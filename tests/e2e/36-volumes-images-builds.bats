#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# What a user's podman makes before the containers that name it: volumes, and images that are pulled or built.

load lib

setup_file() {
    host loginctl enable-linger test
    within 60 host test -S /run/user/1000/systemd/private
}

teardown() {
    host systemctl stop 'rootful-container@*' 'rootful-network@*'
    # The units stay active as long as their manager.
    host systemctl restart user@1000.service
    host_script <<'EOF'
rm -rf /srv/app /srv/image.tar /home/test/{www,web.env,local.env} /etc/systemd/system/rootful-network@web.service.d
as test podman volume rm --all --force >/dev/null
as test podman rmi --force --ignore localhost/app localhost/app:two localhost/saved:1 >/dev/null
EOF
    clean_up
}

# define_web LINE...: the container of most cases, without an image.
define_web() {
    define web <<EOF
user = "test"
networks = ["rootful0"]
publish = ["80:80"]
$(printf '%s\n' "$@")
EOF
}

# build_from INSTRUCTION...: the image app is built so from the one of all containers.
build_from() {
    host_script "$(printf '%s\n' 'FROM localhost/web' "$@")" <<'EOF'
mkdir -p /srv/app
echo "$1" >/srv/app/Containerfile
EOF
    define app.build <<'EOF'
user = "test"
context = "/srv/app"
EOF
}

page() {
    client curl --silent --fail --max-time 2 http://192.0.2.1/
}

page_is() {
    [[ $(page) == "$1" ]]
}

ends_failed() {
    within 120 state_is rootful-container@web.service failed
}

@test "a volume is made once, as its definition says, before the first container that names it" {
    define data.volume <<'EOF'
user = "test"
uid = 999
gid = 998
options = ["nodev"]
labels.team = "storefront"
EOF
    define_web 'image = "localhost/web"' 'volumes = ["data:/data", "other:/other"]'
    start web
    answers 192.0.2.1
    [[ $(host as test podman volume inspect --format '{{.Labels.team}} {{.Options.o}}' data) == 'storefront uid=999,gid=998,nodev' ]]
    [[ $(host as test podman exec web stat -c %u:%g /data) == 999:998 ]]
    [[ $(user_property test rootful-volume@data.service ActiveState) == active ]]
    run -0 host rootfulctl list --kind volume --no-legend --format name,user,state,used_by
    [[ $output =~ ^data\ +test\ +made\ +web$ ]]
    # Without a definition it is podman that makes it.
    [[ $(user_property test rootful-volume@other.service LoadState) == not-found ]]
    before=$(user_property test rootful-volume@data.service InvocationID)
    host as test podman exec web touch /data/kept
    host systemctl restart rootful-container@web
    answers 192.0.2.1
    host as test podman exec web test -e /data/kept
    [[ $(user_property test rootful-volume@data.service InvocationID) == "$before" ]]
    # It would take the container along.
    run ! host as test systemctl --user stop rootful-volume@data.service
    stop web
    host as test podman volume rm data
    host as test systemctl --user reload rootful-volume@data.service
    [[ $(host as test podman volume inspect --format '{{.Labels.team}}' data) == storefront ]]
}

@test "an image is built before its container, takes longer than the start may, and the status says how far it is" {
    build_from 'RUN echo built >/www/index.html' 'RUN sleep 30'
    define_web 'image = "app.build"' 'service.timeout_start = "20s"'
    host_script <<'EOF'
mkdir /etc/systemd/system/rootful-network@web.service.d
printf '[Service]\nTimeoutStartSec=20s\n' >/etc/systemd/system/rootful-network@web.service.d/90-impatient.conf
systemctl daemon-reload
EOF
    host systemctl start --no-block rootful-container@web
    status_says rootful-network@web.service 'building image app: STEP 3/3: RUN sleep 30'
    within 120 state_is rootful-container@web.service active
    within 60 page_is built
    [[ $(host as test podman inspect --format '{{.ImageName}}' web) == localhost/app:latest ]]
    [[ $(property rootful-network@web.service StatusText) == 10.89.0.* ]]
    # Anew, and the container has it when it is started again.
    host sh -c "printf 'FROM localhost/web\nRUN echo again >/www/index.html\n' >/srv/app/Containerfile"
    host as test systemctl --user reload rootful-build@app.service
    page_is built
    host systemctl restart rootful-container@web
    within 60 page_is again
    # A definition that has changed is followed by itself.
    define app.build <<'EOF'
user = "test"
context = "/srv/app"
tag = "localhost/app:two"
EOF
    host systemctl restart rootful-container@web
    within 60 page_is again
    [[ $(host as test podman inspect --format '{{.ImageName}}' web) == localhost/app:two ]]
}

@test "a build that fails fails its containers, with its message and the command that shows all of it" {
    build_from 'RUN echo no such thing && false'
    define_web 'image = "app.build"'
    run ! start web
    ends_failed
    status_says rootful-container@web.service 'rootful-build@app.service of user test (uid 1000) failed: Error: building at STEP "RUN echo no such thing' \
        "see 'journalctl SYSLOG_IDENTIFIER=rootful-build@app _UID=1000"
    run -0 host journalctl --no-pager --output=cat SYSLOG_IDENTIFIER=rootful-build@app _UID=1000
    [[ $output == *'no such thing'* ]]
    build_from 'RUN echo mended >/www/index.html'
    start web
    within 60 page_is mended
}

@test "an image that a container mounts is built before it" {
    build_from 'RUN echo mounted >/page'
    define_web 'image = "localhost/web"' 'mounts = ["type=image,src=app.build,dst=/www"]'
    start web
    within 60 client curl --silent --fail --max-time 2 --output /dev/null http://192.0.2.1/page
    [ "$(client curl --silent http://192.0.2.1/page)" = mounted ]
}

@test "an image is pulled before its container and the volume that is made of it" {
    define_saved_image
    define files.volume <<'EOF'
user = "test"
image = "saved.image"
EOF
    define_web 'image = "saved.image"' 'volumes = ["files:/files:ro"]'
    start web
    answers 192.0.2.1
    [[ $(host as test podman inspect --format '{{.ImageName}}' web) == localhost/saved:1 ]]
    [[ $(host as test podman exec web cat /files/www/index.html) == hello ]]
    stop web
    # The volume needs the image; what cannot be pulled is named, and not what waits for it.
    host rm /srv/image.tar
    host systemctl restart user@1000.service
    run ! start web
    status_says rootful-container@web.service 'rootful-image@saved.service of user test (uid 1000) failed: Error: ' /srv/image.tar
}

@test "what is wrong is said with its place, and harms only the containers that name it" {
    define data.volume <<'EOF'
user = "test"
driver = local
EOF
    define others.volume <<'EOF'
user = "other"
EOF
    define api <<'EOF'
user = "test"
image = "gone.build"
networks = ["rootful0"]
volumes = ["others:/data"]
EOF
    define neighbour <<'EOF'
user = "test"
image = "localhost/web"
networks = ["rootful0"]
volumes = ["podmans:/data"]
EOF
    define_web 'image = "localhost/web"' 'volumes = ["data:/data"]'
    run ! start web
    status_says rootful-container@web.service \
        "web.toml:5:12: 'volumes': its definition has an error: /etc/rootful-containers.d/data.volume.toml:2:10: 'local' is not a value"
    run ! start api
    status_says rootful-container@api.service "api.toml:2:9: 'image': no definition gone.build.toml" \
        "api.toml:4:12: 'volumes': /etc/rootful-containers.d/others.volume.toml is another user's"
    start neighbour
    run -0 host rootfulctl list --kind volume --kind image --no-legend --format name,kind,state
    [[ ${lines[0]} =~ ^data\ +volume\ +invalid$ && ${lines[1]} == others* ]]
    run -3 host rootfulctl status data.volume
    [[ $output == *"data.volume.toml:2:10: 'local' is not a value"* ]]
    undefine data.volume
    define data.volume <<'EOF'
user = "test"
EOF
    start web
    answers 192.0.2.1
}

@test "paths of the user's home, what need not be there, and lists that a drop-in adds to" {
    host_script <<'EOF'
install -d -o test /home/test/www
echo home >/home/test/www/index.html
echo ONE=1 >/home/test/web.env
EOF
    define_web 'image = "localhost/web"' 'volumes = ["~/www:/www:ro"]' 'env_files = ["~/web.env", "-~/local.env"]' \
        'devices = ["-/dev/gone", "-/dev/null:/dev/there"]' 'expose = ["8080"]' 'image_volume = "tmpfs"' \
        'command = ["serve", "--if-present=--device=/dev/gone"]'
    start web
    within 60 page_is home
    run -0 host as test podman exec web env
    [[ $output == *ONE=1* && $output != *TWO=2* ]]
    host as test podman exec web test -c /dev/there
    [[ $(host as test podman inspect --format '{{json .Config.Cmd}}' web) == '["serve","--if-present=--device=/dev/gone"]' ]]
    host_script "/etc/rootful-containers.d/web.toml.d" <<'EOF'
echo TWO=2 >/home/test/local.env
mkdir -p "$1"
echo 'add.volumes = ["podmans:/data"]' >"$1/50-more.toml"
systemctl daemon-reload
EOF
    host systemctl restart rootful-container@web
    within 60 page_is home
    run -0 host as test podman exec web env
    [[ $output == *TWO=2* ]]
    host as test podman exec web test -d /data -a -e /www/index.html
}
