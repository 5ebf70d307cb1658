// As the documentation of vite-plugin-pwa begins; what our second step adds comes from the documentation, too.
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';

export default defineConfig({ plugins: [VitePWA(JSON.parse(process.env.SHOP_PWA))] });
