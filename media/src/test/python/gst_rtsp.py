#!/usr/bin/python3
"""A camera for tests, on GStreamer's RTSP server: a bouncing ball and a clock.

Binds 127.0.0.1, prints its address as the first line, and ends when its standard input does.

    gst_rtsp.py [--port 0] [--auth none|basic|digest] [--user admin] [--password 12345]
                [--codec h264|h265] [--audio none|aac|pcma|pcmu|opus|g726] [--size 640x360]
                [--fps 25] [--bitrate 1000] [--gop 10] [--bframes 0] [--slices 1] [--aud] [--no-video]
                [--sprop-only] [--shared] [--mount /cam1]
"""
import argparse
import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402


def arguments():
    p = argparse.ArgumentParser()
    p.add_argument("--port", default="0", help="0: any free one")
    p.add_argument("--mount", default="/cam1")
    p.add_argument("--auth", default="none", choices=["none", "basic", "digest"])
    p.add_argument("--user", default="admin")
    p.add_argument("--password", default="12345")
    p.add_argument("--codec", default="h264", choices=["h264", "h265"])
    p.add_argument("--audio", default="none", choices=["none", "aac", "pcma", "pcmu", "opus", "g726"])
    p.add_argument("--size", default="640x360")
    p.add_argument("--fps", type=int, default=25)
    p.add_argument("--bitrate", type=int, default=1000, help="kbit/s")
    p.add_argument("--gop", type=int, default=10, help="frames from key frame to key frame")
    p.add_argument("--bframes", type=int, default=0)
    p.add_argument("--slices", type=int, default=1, help="of each picture; H.264")
    p.add_argument("--aud", action="store_true", help="an access unit delimiter in front of each picture; H.264")
    p.add_argument("--no-video", action="store_true", help="sound alone")
    p.add_argument("--sprop-only", action="store_true", help="SPS and PPS in the SDP alone")
    p.add_argument("--shared", action="store_true", help="one encoder for all clients")
    return p.parse_args()


def pipeline(a):
    width, height = a.size.split("x")
    encoder = "x264enc" if a.codec == "h264" else "x265enc"
    encoded = (
        f"{encoder} tune=zerolatency speed-preset=ultrafast bitrate={a.bitrate} key-int-max={a.gop}"
    )
    if a.codec == "h264":
        profile = "main" if a.bframes else "baseline"
        encoded += f" bframes={a.bframes} aud={a.aud} option-string=slices={a.slices} ! video/x-h264,profile={profile}"
        if a.sprop_only:
            encoded += " ! h264parse ! video/x-h264,stream-format=avc,alignment=au"
    elif a.sprop_only:
        encoded += " ! h265parse ! video/x-h265,stream-format=hvc1,alignment=au"
    payloader = "rtph264pay" if a.codec == "h264" else "rtph265pay"
    video = (
        f"videotestsrc is-live=true pattern=ball"
        f" ! video/x-raw,format=I420,width={width},height={height},framerate={a.fps}/1"
        f" ! clockoverlay time-format=%H:%M:%S ! {encoded} ! {payloader} name=pay0 pt=96 config-interval=0"
    )
    tone = "audiotestsrc is-live=true wave=ticks ! audio/x-raw"
    audio = {
        "none": "",
        "pcmu": f" {tone},rate=8000,channels=1 ! mulawenc ! rtppcmupay name=pay1 pt=0",
        "opus": f" {tone},rate=48000,channels=1 ! opusenc ! rtpopuspay name=pay1 pt=98",
        "g726": f" {tone},rate=8000,channels=1 ! avenc_g726 bitrate=32000 ! rtpg726pay name=pay1 pt=99",
        "aac": f" {tone},rate=48000,channels=1 ! audioconvert ! avenc_aac ! rtpmp4gpay name=pay1 pt=97",
        "pcma": f" {tone},rate=8000,channels=1 ! alawenc ! rtppcmapay name=pay1 pt=8",
    }
    if a.no_video:
        return "( " + audio[a.audio].replace("pay1", "pay0") + " )"
    return f"( {video}{audio[a.audio]} )"


def protect(server, factory, a):
    """Lets in nobody but the one user."""
    auth = GstRtspServer.RTSPAuth()
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "user")
    if a.auth == "digest":
        auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
        auth.add_digest(a.user, a.password, token)
    else:
        auth.add_basic(GstRtspServer.RTSPAuth.make_basic(a.user, a.password), token)
    server.set_auth(auth)
    permissions = GstRtspServer.RTSPPermissions()
    permissions.add_permission_for_role("user", "media.factory.access", True)
    permissions.add_permission_for_role("user", "media.factory.construct", True)
    factory.set_permissions(permissions)


def main():
    a = arguments()
    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(a.port)
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch(pipeline(a))
    factory.set_shared(a.shared)
    if a.auth != "none":
        protect(server, factory, a)
    server.get_mount_points().add_factory(a.mount, factory)
    if not server.attach(None):
        sys.exit("cannot bind port " + a.port)
    loop = GLib.MainLoop()
    GLib.timeout_add_seconds(5, lambda: (server.get_session_pool().cleanup(), True)[1])
    GLib.io_add_watch(sys.stdin.fileno(), GLib.IO_HUP | GLib.IO_ERR, lambda *_: loop.quit())
    print(f"rtsp://127.0.0.1:{server.get_bound_port()}{a.mount}", flush=True)
    loop.run()


main()
